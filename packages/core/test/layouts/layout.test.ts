import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  artifactFileName,
  DEFAULT_LAYOUT,
  entryNamesOf,
  familyOf,
  fileNamesOf,
  ignoredReason,
  isOfOtherFamily,
  type Layout,
  parseArtifactFileName,
  parseConfig,
  versionOfEntry,
} from '../../src/index.js';

interface Names {
  readonly version?: string;
  readonly model?: string;
  readonly scaler?: string | null;
  readonly config?: string;
  readonly companions?: readonly string[];
  readonly values?: Readonly<Record<string, string>>;
}

const parse = (layout: Names, set: Readonly<Record<string, string>> = {}) =>
  parseConfig({ model: { layout } }, set);

function layoutFrom(names: Names, set?: Readonly<Record<string, string>>): Layout {
  const parsed = parse(names, set);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config.layout;
}

const INTEGERS = {
  version: 'integer',
  model: 'model_v{version}.pkl',
  scaler: null,
  config: 'meta_v{version}.json',
};
const FAMILY = {
  model: '{symbol}_{timeframe}_v{version}.joblib',
  scaler: '{symbol}_{timeframe}_scaler_v{version}.joblib',
  config: '{symbol}_{timeframe}_v{version}.json',
  values: { symbol: 'BTCUSDT', timeframe: '1h', venue: 'unused' },
};

describe('model.layout', () => {
  it('is by default that of the first bot', () => {
    expect(layoutFrom({})).toEqual(DEFAULT_LAYOUT);
    expect(fileNamesOf(DEFAULT_LAYOUT, '1.10')).toEqual([
      'meta_model_v1.10.joblib',
      'feature_scaler_v1.10.joblib',
      'model_config_v1.10.json',
    ]);
  });

  it('of the default names passes the checks that all others have to pass', () => {
    expect(layoutFrom({ version: 'integer' })).toEqual({ ...DEFAULT_LAYOUT, scheme: 'integer' });
  });

  it('has no scaler where that is null', () => {
    const layout = layoutFrom(INTEGERS);
    expect(layout.artifacts).toEqual(['model', 'config']);
    expect(layout.recorded).toEqual(['model']);
    expect(fileNamesOf(layout, '7')).toEqual(['model_v7.pkl', 'meta_v7.json']);
    expect(() => artifactFileName(layout, 'scaler', '7')).toThrow('have no scaler');
  });

  it('puts values in place of placeholders, those of --set first', () => {
    const layout = layoutFrom(FAMILY, { symbol: 'ETHUSDT' });
    expect(fileNamesOf(layout, '1.0')[0]).toBe('ETHUSDT_1h_v1.0.joblib');
    expect(familyOf(layout)).toBe('symbol=ETHUSDT,timeframe=1h');
    expect(familyOf(DEFAULT_LAYOUT)).toBeNull();
  });

  it('sees one family of many', () => {
    const layout = layoutFrom(FAMILY);
    expect(parseArtifactFileName(layout, 'BTCUSDT_1h_v1.0.joblib')).toMatchObject({
      artifact: 'model',
      version: '1.0',
    });
    expect(parseArtifactFileName(layout, 'ETHUSDT_1h_v1.0.joblib')).toBeNull();
    expect(ignoredReason(layout, 'ETHUSDT_1h_v1.0.joblib')).toBeNull();
    expect(ignoredReason(layout, 'BTCUSDT_1h_v01.0.joblib')).toBe('not-canonical');
    expect(ignoredReason(layout, 'BTCUSDT_1h_v1.0.joblib.bak')).toBe('extra-text');
    expect(ignoredReason(layout, 'btcusdt_1h_v1.0.joblib')).toBe('wrong-case');
  });

  it.each([
    ['{symbol}_v{version}.pkl', 'BTCUSDT_v7.pkl'],
    ['{symbol}_v{version}.pkl', 'BTC_PERP_v7.pkl'],
    ['{symbol}_{version}.pkl', 'BTC_PERP_7.pkl'],
    ['m_v{version}_{symbol}.pkl', 'm_v7_ETH.pkl'],
    ['m_v{version}_{symbol}.pkl', 'm_v7_BTCUSDT.pkl'],
  ])('%s: a file of another family is none of its own: %s', (model, name) => {
    const layout = layoutFrom({
      ...INTEGERS,
      model,
      config: '{symbol}_meta_v{version}.json',
      values: { symbol: 'BTC' },
    });
    expect(ignoredReason(layout, name)).toBeNull();
  });

  it.each<[Names, string, string]>([
    [{ model: 'model.pkl' }, 'model', 'a name with {version} in it once'],
    [{ model: '{version}_{version}.pkl' }, 'model', 'a name with {version} in it once'],
    [{ model: 'a/{version}/model.pkl' }, 'model', 'such as {version}/model.joblib'],
    [{ model: '/srv/model_v{version}.pkl' }, 'model', 'the name of a file in the models directory'],
    [{ config: '../meta_v{version}.json' }, 'config', 'the name of a file in the models directory'],
    [{ model: 'models/model_v{version}.pkl' }, 'model', 'such as {version}/model.joblib'],
    [{ model: '{version}/{version}/model.pkl' }, 'model', 'the folder of its version, such as'],
    [{ model: '{version}/../model.pkl' }, 'model', 'the folder of its version, such as'],
    [{ model: '{version}/' }, 'model', 'the folder of its version, such as {version}/model.joblib'],
    [{ model: '{version}/..' }, 'model', 'a name of letters, digits'],
    [{ model: '{version}/.model.pkl' }, 'model', 'a name of letters, digits'],
    [{ model: '.{version}/model.pkl' }, 'model', 'a name of letters, digits'],
    [{ model: '{version}/model_{version}.pkl' }, 'model', 'a name with {version} in it once'],
    [{ model: '2{version}/model.pkl' }, 'model', 'a name without digits beside {version}'],
    [{ model: '{version}/model.' }, 'model', 'a name with an ending'],
    [
      { model: '{version}/model.pkl', scaler: null },
      'config',
      'a name in the folder of its version, as model.layout.model: such as {version}/meta.json',
    ],
    [
      { model: '{version}/model.pkl', scaler: 'v{version}/scaler.pkl' },
      'scaler',
      'a name in the folder of its version, as model.layout.model: such as {version}/scaler.joblib',
    ],
    [
      { companions: ['{version}/enc.json'] },
      'companions[0]',
      'the name of a file in the models directory, as model.layout.model: such as',
    ],
    [
      { companions: ['a=b_{version}.json'] },
      'companions[0]',
      'a name with an ending and without =',
    ],
    [{ companions: ['enc.json'] }, 'companions[0]', 'a name with {version} in it once'],
    [
      { companions: ['../enc_{version}.json'] },
      'companions[0]',
      'the name of a file in the models',
    ],
    [{ companions: ['/srv/enc_{version}.json'] }, 'companions[0]', 'the name of a file in the'],
    [{ companions: ['encoder_{version}x'] }, 'companions[0]', 'a name with an ending'],
    [
      { companions: ['a_v{version}.json', 'a-{version}.json'] },
      'companions[1]',
      'another name than that of model.layout.companions[0]',
    ],
    [
      { companions: ['Meta_v{version}.json'] },
      'companions[0]',
      'another name than that of model.layout.config',
    ],
    [
      { companions: ['caf\u00e9_{version}.json', 'cafe\u0301_{version}.json'] },
      'companions[1]',
      'a name of letters, digits',
    ],
    [
      { companions: ['\u00c9_{version}.json', '\u00e9_{version}.json'] },
      'companions[1]',
      'another name than that of model.layout.companions[0]',
    ],
    [{ model: '.model_v{version}.pkl' }, 'model', 'a name of letters, digits'],
    [{ model: 'model*_v{version}.pkl' }, 'model', 'a name of letters, digits'],
    [{ model: 'model_v{version}' }, 'model', 'a name with an ending'],
    [{ model: 'model_v{version}.' }, 'model', 'a name with an ending'],
    [{ model: 'model2{version}.pkl' }, 'model', 'a name without digits beside {version}'],
    [{ model: 'model_v{version}0.pkl' }, 'model', 'a name without digits beside {version}'],
    [{ model: '{symbol}_v{version}.pkl' }, 'model', 'a value for {symbol}: model.layout.values'],
    [{ model: '{Symbol}_v{version}.pkl' }, 'model', 'placeholders of small letters'],
    [{ model: `${'m'.repeat(197)}_v{version}.pkl` }, 'model', 'a name of at most 200 bytes'],
    [
      { model: '{symbol}_v{version}.pkl', values: { symbol: 'X' } },
      'scaler',
      'a name with {symbol} in it, as another has',
    ],
    [
      { scaler: 'meta_model_v{version}.joblib' },
      'scaler',
      'another name than that of model.layout.model',
    ],
    [
      { scaler: 'META_MODEL_v{version}.joblib' },
      'scaler',
      'another name than that of model.layout.model',
    ],
    [
      { model: 'a_{version}.x', config: 'a_1.{version}.x' },
      'config',
      'another name than that of model.layout.model',
    ],
    [
      { model: 'a_1.{version}.x', config: 'a_{version}.x' },
      'config',
      'another name than that of model.layout.model',
    ],
    [
      { model: 'a_{version}.x', config: 'a_{version}.1.x' },
      'config',
      'another name than that of model.layout.model',
    ],
    [{ model: 'model_v{version}.pkl.' }, 'model', 'a name with an ending'],
    [{ model: 'model_v{version}_{symbol}.pkl' }, 'model', 'a value for {symbol}'],
    [{ model: `${'m'.repeat(195)}_v{version}.pkl` }, 'model', 'a name of at most 200 bytes'],
    [{ companions: ['a_{version}.b=c'] }, 'companions[0]', 'without ='],
    [
      {
        model: '{version}/model.pkl',
        scaler: null,
        config: '{version}/meta.json',
        companions: ['{version}/a=b.json'],
      },
      'companions[0]',
      'a name with an ending and without =, such as {version}/',
    ],
    [
      { model: '{version}/model.pkl', scaler: null, config: '{version}_old/meta.json' },
      'config',
      'a name in the folder of its version, as model.layout.model: such as {version}/',
    ],
  ])('%j is an error that shows a right one', (names, key, expected) => {
    const parsed = parse({ config: 'meta_v{version}.json', ...names });
    expect(parsed.ok ? [] : parsed.problems).toContainEqual({
      key: `model.layout.${key}`,
      expected: expect.stringContaining(expected),
      actual: expect.any(String),
    });
  });

  it.each([
    [{ symbol: '' }, '--set symbol', 'text of letters'],
    [{ symbol: '../..' }, '--set symbol', 'text of letters'],
    [{ symbol: '..' }, '--set symbol', 'text of letters'],
    [{ symbol: 'a/b' }, '--set symbol', 'text of letters'],
    [{ symbol: 'a{version}' }, '--set symbol', 'text of letters'],
    [{ symbol: 'a'.repeat(65) }, '--set symbol', 'text of letters'],
    [{ venue: 'x' }, '--set venue', 'no name there has {venue}'],
    [{ version: '1.0' }, '--set version', 'a placeholder of model.layout'],
  ])('--set %j is an error', (set, key, expected) => {
    const { values: _, ...names } = FAMILY;
    const parsed = parse({ ...names, values: { symbol: 'X', timeframe: '1h' } }, set);
    expect(parsed).toMatchObject({
      ok: false,
      problems: [{ key, expected: expect.stringContaining(expected) }],
    });
  });

  it.each([
    [{ model: { layout: { version: 'integer' }, pin: '1.0' } }, 'model.pin', 'a number'],
    [{ model: { layout: { version: 'timestamp' }, version: '7' } }, 'model.version', 'a UTC time'],
    [{ model: { version: '7' } }, 'model.version', 'MAJOR.MINOR'],
    [{ model: { layout: { version: 'semver' } } }, 'model.layout.version', 'major.minor, integer'],
    [{ model: { layout: { companion: [] } } }, 'model.layout.companion', 'version, model'],
    [
      { model: { layout: { companions: 'a_v{version}.json' } } },
      'model.layout.companions',
      'a list',
    ],
    [{ model: { layout: { companions: [7] } } }, 'model.layout.companions[0]', 'in quotes'],
    [{ model: { layout: { model: null } } }, 'model.layout.model', 'the name of the model file'],
    [{ model: { layout: { values: { version: 'x' } } } }, 'model.layout.values.version', 'small'],
  ])('%j is an error at %s', (config, key, expected) => {
    expect(parseConfig(config)).toMatchObject({
      ok: false,
      problems: [{ key, expected: expect.stringContaining(expected) }],
    });
  });
});

it.each([
  ['digits in an ending', '{version}.h5', '7.h5'],
  [
    '200 bytes without the version',
    `${'m'.repeat(194)}_v{version}.pkl`,
    `${'m'.repeat(194)}_v7.pkl`,
  ],
])('model.layout takes %s', (_, model, name) => {
  const layout = layoutFrom({ ...INTEGERS, model, config: 'meta_v{version}.json' });
  expect(fileNamesOf(layout, '7')[0]).toBe(name);
});

it('values are told apart in the order of their names', () => {
  const layout = layoutFrom({ ...FAMILY, values: { timeframe: '1h', symbol: 'BTCUSDT' } });
  expect(familyOf(layout)).toBe('symbol=BTCUSDT,timeframe=1h');
});

describe('a name of another family', () => {
  const layout = layoutFrom(FAMILY);

  it.each([
    ['ETHUSDT_1h_v1.0.joblib', true],
    ['BTCUSDT_4h_scaler_v1.10.joblib', true],
    ['ETH-PERP_15m_v1.0.json', true],
    ['BTCUSDT_1h_v1.0.joblib', false],
    ['ETHUSDT_1h_v1.0.joblib.bak', false],
    ['x/ETHUSDT_1h_v1.0.joblib', false],
    ['trades.csv', false],
  ])('%s: %s', (name, isOther) => {
    expect(isOfOtherFamily(layout, name)).toBe(isOther);
    expect(isOfOtherFamily(DEFAULT_LAYOUT, name)).toBe(false);
  });

  it('has another value in place of each, also where one is in the other', () => {
    const nested = layoutFrom({
      ...INTEGERS,
      model: '{base}_{pair}_v{version}.pkl',
      config: '{base}_{pair}_v{version}.json',
      values: { base: 'BTC', pair: 'BTCUSDT' },
    });
    expect(isOfOtherFamily(nested, 'ETH_ETHEUR_v7.pkl')).toBe(true);
    expect(isOfOtherFamily(nested, 'BTC_BTCUSDT_v7.pkl')).toBe(false);
  });
});

describe('companions and folders', () => {
  const FOLDERS = {
    version: 'timestamp',
    model: '{version}/model.pkl',
    scaler: null,
    config: '{version}/meta.json',
    companions: ['{version}/category_encoding.json', '{version}/xgb_model.json'],
  };

  it('belong to a version, the config file last', () => {
    const layout = layoutFrom({
      ...INTEGERS,
      companions: ['category_encoding_v{version}.json', '{version}.xgb_model.json'],
    });
    expect(layout.companions).toEqual(['category_encoding.json', 'xgb_model.json']);
    expect(layout.artifacts).toEqual(['model', ...layout.companions, 'config']);
    expect(layout.recorded).toEqual(['model', ...layout.companions]);
    expect(fileNamesOf(layout, '7')).toEqual([
      'model_v7.pkl',
      'category_encoding_v7.json',
      '7.xgb_model.json',
      'meta_v7.json',
    ]);
    expect(entryNamesOf(layout, '7')).toEqual(fileNamesOf(layout, '7'));
  });

  it.each([
    ['encv{version}.json', 'enc.json'],
    ['enc-V{version}.json', 'enc.json'],
    ['{version}__enc.json', 'enc.json'],
  ])('%s is called %s', (template, name) => {
    expect(layoutFrom({ ...INTEGERS, companions: [template] }).companions).toEqual([name]);
  });

  it('a folder is what a version has in the directory', () => {
    const layout = layoutFrom(FOLDERS);
    expect(layout.companions).toEqual(['category_encoding.json', 'xgb_model.json']);
    expect(fileNamesOf(layout, '20251204')[0]).toBe('20251204/model.pkl');
    expect(entryNamesOf(layout, '20251204')).toEqual(['20251204']);
    expect(versionOfEntry(layout, '20251204')).toBe('20251204');
    for (const name of ['20251304', 'v20251204', '20251204.bak', '２０２５１２０４', 'archive']) {
      expect(versionOfEntry(layout, name)).toBeNull();
    }
    expect(parseArtifactFileName(layout, '20251204/Model.pkl')).toBeNull();
  });

  it.each([
    ['20251304', 'not-canonical'],
    ['20251204_backup', 'extra-text'],
    ['v20251204', 'extra-text'],
    ['2025-12-04T10:00:00', 'not-a-version'],
    ['202512', 'not-a-version'],
    ['2025', null],
    ['20251204', null],
    ['logs', null],
  ])('the folder %s is ignored as %s', (name, reason) => {
    expect(ignoredReason(layoutFrom(FOLDERS), name, true)).toBe(reason);
    expect(ignoredReason(layoutFrom(FOLDERS), name)).toBeNull();
  });

  it('of a family have its values in the name of the folder', () => {
    const names = {
      model: '{symbol}_v{version}/model.pkl',
      scaler: null,
      config: '{symbol}_v{version}/meta.json',
      values: { symbol: 'BTC' },
    };
    expect(entryNamesOf(layoutFrom(names), '1.0')).toEqual(['BTC_v1.0']);
    const shared = { ...names, model: '{version}/{symbol}.pkl', config: '{version}/{symbol}.json' };
    expect(parse(shared)).toMatchObject({
      problems: [
        { expected: '{symbol} in the name of the folder, such as {symbol}_{version}/' },
        {},
      ],
    });
  });
});

describe('names', () => {
  const stem = fc.stringMatching(/^[A-Za-z][A-Za-z_.+-]{0,12}$/);
  const number = fc.nat(999_999_999).map(String);

  it.each(['', 'in folders'])(
    'that are made are found again, each as what it is %s',
    (inFolders) => {
      fc.assert(
        fc.property(
          stem,
          stem,
          stem,
          stem,
          fc.boolean(),
          number,
          (a, b, c, d, hasScaler, version) => {
            const name = (stem: string, ending: string) =>
              inFolders ? `m{version}/${stem}${ending}` : `${stem}{version}${ending}`;
            const parsed = parse({
              version: 'integer',
              model: name(a, '.pkl'),
              scaler: hasScaler ? name(b, '.pkl') : null,
              config: name(c, '.json'),
              companions: [name(d, '.json')],
            });
            if (!parsed.ok) return;
            const { layout } = parsed.config;
            const found = layout.artifacts.map((artifact) =>
              parseArtifactFileName(layout, artifactFileName(layout, artifact, version)),
            );
            expect(found).toMatchObject(
              layout.artifacts.map((artifact) => ({ artifact, version })),
            );
            expect(new Set(fileNamesOf(layout, version)).size).toBe(layout.artifacts.length);
            for (const entry of entryNamesOf(layout, version)) {
              expect(versionOfEntry(layout, entry)).toBe(version);
            }
          },
        ),
      );
    },
  );

  it.each([
    [INTEGERS, 'model_v07.pkl', 'not-canonical'],
    [INTEGERS, 'Model_v7.pkl', 'wrong-case'],
    [INTEGERS, 'model_v7.pkl.bak', 'extra-text'],
    [INTEGERS, 'model_latest.pkl', 'not-a-version'],
    [INTEGERS, 'model_v1.0.pkl', 'not-a-version'],
    [INTEGERS, 'model_v7.pkl', null],
    [INTEGERS, 'trades.csv', null],
    [{ model: '{version}.pkl', scaler: null, config: '{version}.json' }, '1.0.pkl.bak', null],
    [{ ...INTEGERS, version: 'timestamp' }, 'model_v20251304.pkl', 'not-canonical'],
  ])('%j: %s is ignored as %s', (names, name, reason) => {
    expect(ignoredReason(layoutFrom(names), name)).toBe(reason);
  });
});

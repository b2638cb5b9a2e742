import { describe, expect, it } from 'vitest';
import {
  assembleModel,
  checksumMismatch,
  DEFAULT_LAYOUT,
  type Diagnosis,
  type DiscoveredModel,
  diagnose,
  type ModelScan,
  type Problem,
  parseConfig,
} from '../../src/index.js';
import { at, modelOf } from '../fixtures.js';

const NOW = at('2026-01-01T00:00:00Z');
const complete = {
  training_mode: 'single_symbol',
  trained_symbols: ['A'],
  training_days: 30,
  training_end_timestamp: '2025-12-01',
};

function findingsOf(
  models: DiscoveredModel[],
  scan: Partial<ModelScan> = {},
  config: object = {},
  around: Partial<Parameters<typeof diagnose>[1]> = {},
) {
  const parsed = parseConfig(config);
  if (!parsed.ok) throw new Error('config');
  return diagnose(
    { location: '/models', found: true, ignored: [], models, ...scan },
    { staging: [], permissions: [], unreadable: [], configs: [], names: [], ...around },
    parsed.config,
    models[0] ?? null,
    NOW,
  );
}

describe('diagnose', () => {
  it('finds nothing in a directory that is in order', () => {
    expect(findingsOf([modelOf('1.0', complete)])).toEqual([]);
  });

  it('a file that may not be read stands with its version', () => {
    const problem: Problem = {
      ...{ kind: 'unreadable-file', artifact: 'model', file: '/models/meta_model_v1.0.joblib' },
      ...{ code: 'EACCES', owner: 'root', mode: '0600', user: 'bot' },
    };
    const finding = { version: '1.0', problem };
    const around = { unreadable: [finding] };
    expect(findingsOf([modelOf('1.0', complete)], {}, {}, around)).toEqual([finding]);
  });

  it('what verification found stands with its version, but for files that stand there already', () => {
    const unread = { kind: 'unreadable-file' } as Problem;
    const found: Problem = { kind: 'missing-file', artifact: 'model' };
    const around = { verified: new Map([['1.0', [unread, found]]]) };
    expect(findingsOf([modelOf('1.0', complete)], {}, {}, around)).toEqual([
      { version: '1.0', problem: found },
    ]);
  });

  it('what interrupted runs left stands with its version, or with the directory', () => {
    const unjudged: Diagnosis = { version: '1.1', problem: { kind: 'unjudged-model' } };
    const leftover: Diagnosis = { version: null, problem: { kind: 'leftover', file: '/models/x' } };
    const models = [modelOf('1.0', {}), modelOf('1.1', {}), modelOf('1.2', {})];
    const found = findingsOf(models, {}, {}, { left: [leftover, unjudged] });
    expect(found.map(({ version }) => version)).toEqual(['1.0', '1.1', '1.1', '1.2', null]);
    expect(found).toEqual(expect.arrayContaining([unjudged, leftover]));
  });

  it('a finished model that the next run removes is not one to publish', () => {
    const file = '/models/.registry/staging/x';
    const staging = [{ kind: 'unpublished-staging', file } as const];
    const left: Diagnosis[] = [{ version: null, problem: { kind: 'leftover', file } }];
    expect(findingsOf([], {}, {}, { staging, left })).toEqual(left);
  });

  it('legacy metadata, with the missing keys', () => {
    const missing = ['training_mode', 'trained_symbols', 'training_days', 'training_end_timestamp'];
    expect(findingsOf([modelOf('1.0', {})])).toEqual([
      { version: '1.0', problem: { kind: 'legacy-metadata', missing } },
    ]);
    const multi = { ...complete, training_mode: 'multi_symbol' };
    expect(findingsOf([modelOf('1.0', multi)])).toEqual([
      { version: '1.0', problem: { kind: 'legacy-metadata', missing: ['symbol_encoding_type'] } },
    ]);
  });

  it('a config file that says it is of another version', () => {
    expect(findingsOf([modelOf('1.10', { ...complete, version: '1.10' })])).toEqual([]);
    expect(findingsOf([modelOf('1.0', { ...complete, version: 1.0 })])).toEqual([]);
    for (const actual of ['1.1', 1.1, null]) {
      expect(findingsOf([modelOf('1.10', { ...complete, version: actual })])).toEqual([
        { version: '1.10', problem: { kind: 'version-mismatch', expected: '1.10', actual } },
      ]);
    }
  });

  it('a training end in the future', () => {
    const end = '2026-01-01T00:00:00.000000001Z';
    const model = modelOf('1.0', { ...complete, training_end_timestamp: end });
    const key = 'training_end_timestamp';
    expect(findingsOf([model])).toEqual([
      { version: '1.0', problem: { kind: 'future-timestamp', key, actual: end } },
    ]);
    const now = modelOf('1.0', { ...complete, training_end_timestamp: '2026-01-01' });
    expect(findingsOf([now])).toEqual([]);
  });

  it('nothing about metadata that cannot be read, but that', () => {
    const paths = { model: '/m', scaler: '/s', config: '/c' };
    expect(findingsOf([assembleModel(DEFAULT_LAYOUT, '1.0', paths, '[]')])).toMatchObject([
      { version: '1.0', problem: { kind: 'metadata-unreadable' } },
    ]);
  });

  it('what discovery found wrong', () => {
    const model = modelOf('1.0', { ...complete, training_days: '30' });
    expect(findingsOf([model])).toMatchObject([{ problem: { kind: 'invalid-field' } }]);
  });

  it('what belongs to no version', () => {
    const ignored = [
      { kind: 'ignored-file', file: 'meta_model.joblib', reason: 'not-a-version' },
    ] as const;
    const staging = [{ kind: 'unpublished-staging', file: '/models/.registry/staging/x' }] as const;
    const permissions = [{ kind: 'unsafe-permissions', file: '/models', actual: '0777' }] as const;
    const findings = findingsOf([], { ignored }, {}, { staging, permissions });
    expect(findings).toEqual(
      [...ignored, ...staging, ...permissions].map((problem) => ({ version: null, problem })),
    );
  });

  it('names keys of the config that look like ours', () => {
    const problem = { kind: 'misplaced-key', key: 'model.pinn', expected: 'model.pin' };
    expect(findingsOf([], {}, { model: { pinn: '1.4' } })).toEqual([{ version: null, problem }]);
  });

  it.each([
    ['webhook_url', '${WEBHOOK}', 'placeholder'],
    ['webhook_url', 'hooks.example/T0K3N', 'no-url'],
    ['webhook_url', 'https:///T0K3N', 'no-url'],
    ['discord_webhook_url', 'file:///T0K3N', 'no-url'],
  ])(
    'names the key of alerts that cannot be posted, and not its text: %s: %s',
    (key, url, actual) => {
      const problem = { kind: 'unusable-webhook', key: `operations.alerts.${key}`, actual };
      const findings = findingsOf([], {}, { operations: { alerts: { [key]: url } } });
      expect(findings).toEqual([{ version: null, problem }]);
    },
  );

  it.each(['https://hooks.example/T0K3N', 'HTTP://127.0.0.1:1/', ''])(
    'finds nothing about a webhook that may be tried, or none: %j',
    (url) => {
      expect(findingsOf([], {}, { operations: { alerts: { webhook_url: url } } })).toEqual([]);
    },
  );

  it.each([
    ['path', 'models/meta_model_v0.9.joblib', '0.9'],
    ['scaler_path', '/srv/models/feature_scaler_v2.0.joblib', '2.0'],
    ['config_path', 'model_config_v1.10.json', '1.10'],
    ['path', 'models/meta_model_v1.0.joblib', null],
    ['path', 'models/latest.joblib', null],
    ['path', '', null],
  ])('a hard-coded %s %s, where 1.0 is selected: %s', (key, path, actual) => {
    const findings = findingsOf([modelOf('1.0', complete)], {}, { model: { [key]: path } });
    const problem = { kind: 'hard-coded-path', key: `model.${key}`, expected: '1.0', actual };
    expect(findings).toEqual(actual ? [{ version: null, problem }] : []);
  });

  it('no hard-coded path is wrong where nothing is selected', () => {
    expect(findingsOf([], {}, { model: { path: 'meta_model_v1.0.joblib' } })).toEqual([]);
  });
});

const A = { sha256: 'a'.repeat(64), size: 1 };
const B = { sha256: 'b'.repeat(64), size: 1 };

describe('checksumMismatch', () => {
  it.each([
    [undefined, A, null],
    [A, null, null],
    [A, A, null],
    [A, B, { kind: 'checksum-mismatch', artifact: 'model', expected: A, actual: B }],
    [
      { ...A, size: 2 },
      A,
      { kind: 'checksum-mismatch', artifact: 'model', expected: { ...A, size: 2 }, actual: A },
    ],
  ])('%j, %j', (recorded, actual, expected) => {
    expect(checksumMismatch('model', recorded, actual)).toEqual(expected);
  });
});

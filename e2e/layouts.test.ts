import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROGRAM as INSTALLER } from '../apps/installer-helper/src/program.js';
import { PROGRAM as RETRAIN } from '../apps/retrain-scheduler/src/program.js';
import { bot, filesIn, modelsIn, sha256 } from './support/bot.js';
import { type CliResult, expectEnd } from './support/cli.js';
import { runInProcess } from './support/in-process.js';
import { METADATA, writeFiles } from './support/models.js';

/** Names of files, and versions that a person gives, in ascending order. */
interface Layout {
  readonly layout: object;
  readonly set?: readonly string[];
  readonly names: (
    version: string,
  ) => readonly [model: string, scaler: string | null, config: string];
  /** What else belongs to a version, by its name without the version. */
  readonly companions?: (version: string) => Record<string, string>;
  readonly oldest: string;
  readonly versions: readonly [string, string];
  /** What a derived version looks like after the second. */
  readonly next: RegExp;
}

const LAYOUTS: Readonly<Record<string, Layout>> = {
  'the default one': {
    layout: {},
    names: (v) => [
      `meta_model_v${v}.joblib`,
      `feature_scaler_v${v}.joblib`,
      `model_config_v${v}.json`,
    ],
    oldest: '1.2',
    versions: ['1.9', '1.10'],
    next: /^1\.11$/,
  },
  'integers, no scaler': {
    layout: {
      version: 'integer',
      model: 'model_v{version}.pkl',
      scaler: null,
      config: 'meta_v{version}.json',
    },
    names: (v) => [`model_v${v}.pkl`, null, `meta_v${v}.json`],
    oldest: '2',
    versions: ['9', '10'],
    next: /^11$/,
  },
  times: {
    layout: {
      version: 'timestamp',
      model: '{version}.model.joblib',
      scaler: '{version}.scaler.joblib',
      config: '{version}.json',
    },
    names: (v) => [`${v}.model.joblib`, `${v}.scaler.joblib`, `${v}.json`],
    oldest: '20241231_000000',
    versions: ['20251203_235959', '20251204_000000'],
    next: /^20\d{6}_\d{6}$/,
  },
  'one family of many': {
    layout: {
      model: '{symbol}_{timeframe}_v{version}.joblib',
      scaler: '{symbol}_{timeframe}_scaler_v{version}.joblib',
      config: '{symbol}_{timeframe}_v{version}.json',
      values: { symbol: 'ETHUSDT', timeframe: '1h' },
    },
    set: ['--set', 'symbol=BTCUSDT'],
    names: (v) => [
      `BTCUSDT_1h_v${v}.joblib`,
      `BTCUSDT_1h_scaler_v${v}.joblib`,
      `BTCUSDT_1h_v${v}.json`,
    ],
    oldest: '1.2',
    versions: ['1.9', '1.10'],
    next: /^1\.11$/,
  },
  companions: {
    layout: {
      version: 'integer',
      model: 'ensemble_v{version}.joblib',
      scaler: 'scaler_v{version}.joblib',
      config: 'meta_v{version}.json',
      companions: ['category_encoding_v{version}.json', 'encoder_{version}.pkl'],
    },
    names: (v) => [`ensemble_v${v}.joblib`, `scaler_v${v}.joblib`, `meta_v${v}.json`],
    companions: (v) => ({
      'category_encoding.json': `category_encoding_v${v}.json`,
      'encoder.pkl': `encoder_${v}.pkl`,
    }),
    oldest: '2',
    versions: ['9', '10'],
    next: /^11$/,
  },
  'a folder per version': {
    layout: {
      version: 'timestamp',
      model: '{version}/model.pkl',
      scaler: null,
      config: '{version}/meta.json',
    },
    names: (v) => [`${v}/model.pkl`, null, `${v}/meta.json`],
    oldest: '20241231_000000',
    versions: ['20251203_235959', '20251204_000000'],
    next: /^20\d{6}_\d{6}$/,
  },
  'folders of a family, with companions': {
    layout: {
      model: '{symbol}_v{version}/model.pkl',
      scaler: '{symbol}_v{version}/scaler.pkl',
      config: '{symbol}_v{version}/meta.json',
      companions: ['{symbol}_v{version}/category_encoding.json'],
    },
    set: ['--set', 'symbol=BTCUSDT'],
    names: (v) => [
      `BTCUSDT_v${v}/model.pkl`,
      `BTCUSDT_v${v}/scaler.pkl`,
      `BTCUSDT_v${v}/meta.json`,
    ],
    companions: (v) => ({ 'category_encoding.json': `BTCUSDT_v${v}/category_encoding.json` }),
    oldest: '1.2',
    versions: ['1.9', '1.10'],
    next: /^1\.11$/,
  },
};

describe.each(Object.entries(LAYOUTS))(
  '%s',
  (_, {
    layout,
    set = [],
    names,
    companions = (): Record<string, string> => ({}),
    oldest,
    versions,
    next,
  }) => {
    const [older, newer] = versions;
    const recorded = (version: string) => {
      const [model, scaler] = names(version);
      return { model, ...(scaler === null ? {} : { scaler }), ...companions(version) };
    };
    const all = (version: string) => [...Object.values(recorded(version)), names(version)[2]];
    const config = (rotation: object = {}) =>
      JSON.stringify({
        model: { training_mode: 'single_symbol', layout },
        operations: { model_rotation: { enabled: true, command: training(rotation), ...rotation } },
      });

    /** Writes the files of whatever version it is asked for. */
    function training(metadata: object = {}): string[] {
      const text = JSON.stringify({ ...METADATA, performance: { auc: 0.6 }, ...metadata });
      const conf = names('$v')[2];
      const lines = Object.values(recorded('$v')).map(
        (name) => `mkdir -p "$(dirname "$out/${name}")"; printf 'V%s\\n.' "$v" > "$out/${name}"`,
      );
      const script = `v=$1 out=$2\n${lines.join('\n')}\nprintf '%s' '${text}' > "$out/${conf}"`;
      return ['sh', '-c', script, 'sh', '{version}', '{out}'];
    }

    function files(version: string): Record<string, string> {
      const binary = Object.values(recorded(version)).map((name) => [name, 'N.']);
      return {
        ...Object.fromEntries(binary),
        [names(version)[2]]: JSON.stringify({ ...METADATA, version }),
      };
    }

    function own() {
      const it = bot({}, config());
      return {
        ...it,
        run: (words: readonly string[]) =>
          it.run([...words.slice(0, 1), ...set, ...words.slice(1)], SILENT),
        json: async (words: readonly string[], status = 0) => {
          const result = await it.run([...words.slice(0, 1), ...set, ...words.slice(1), '--json']);
          expect(result.stderr + result.status).toBe(result.stderr + status);
          return JSON.parse(result.stdout);
        },
      };
    }

    async function published() {
      const it = own();
      for (const version of versions) {
        writeFiles(join(it.cwd, 'out'), files(version));
        expectEnd(await it.run(['publish', 'out']), 0);
        rmSync(join(it.cwd, 'out'), { recursive: true });
      }
      return it;
    }

    const modelsOf = (folder: string) =>
      Object.keys(filesIn(folder)).filter((name) => !name.startsWith('.'));

    it('what was published is found again, with its bytes', async () => {
      const { json, models } = await published();
      expect(modelsOf(models).sort()).toEqual(versions.flatMap(all).sort());
      const list = await json(['list']);
      expect(list.models.map(({ version }: { version: string }) => version)).toEqual(versions);
      const selected = await json(['select']);
      const [model, scaler] = names(newer);
      expect(selected.selected).toMatchObject({
        version: newer,
        model_path: join(models, model),
        scaler_path: scaler === null ? null : join(models, scaler),
        exists: true,
      });
      const beside = Object.entries(companions(newer)).map(([name, file]) => [
        name,
        join(models, file),
      ]);
      expect(selected.selected.companion_paths ?? {}).toEqual(Object.fromEntries(beside));
      const { artifacts } = selected.selected.metadata;
      const bytes = Object.entries(recorded(newer)).map(([artifact, file]) => {
        const content = readFileSync(join(models, file));
        return [artifact, { sha256: sha256(content), size: content.length }];
      });
      expect(artifacts).toEqual(Object.fromEntries(bytes));
    });

    it('shows paths, explains, inspects and finds nothing wrong', async () => {
      const { run, json, models } = await published();
      const paths = await run(['select', '--paths']);
      const files = Object.entries({ ...recorded(newer), config: names(newer)[2] });
      const lines = files.map(([artifact, file]) => `${artifact}=${join(models, file)}`);
      expect(paths.stdout).toBe(`${lines.join('\n')}\n`);
      expectEnd(await run(['explain']), 0);
      expectEnd(await run(['list']), 0);
      const inspected = await json(['inspect', newer]);
      const isData = (name: string) => name.endsWith('.json');
      expect(inspected.files).toHaveLength(
        Object.values(recorded(newer)).filter((name) => !isData(name)).length,
      );
      expect((await json(['doctor'])).problems).toEqual([]);
    });

    it('trains the next version, in a folder and in place', async () => {
      const { run, json, models } = await published();
      expect((await json(['next-version', '--force-train'])).version).toMatch(next);
      expect((await run(['train', '--', ...training()])).stdout).toContain('nothing was trained');
      for (const words of [['--force-train'], ['--force-train', '--in-place']]) {
        const before = filesIn(models);
        expectEnd(await run(['train', ...words, '--', ...training()]), 0);
        expect(filesIn(models)).toMatchObject(
          Object.fromEntries(Object.entries(before).filter(([name]) => !name.startsWith('.'))),
        );
      }
      expect((await json(['list'])).models).toHaveLength(4);
      expect((await json(['doctor'])).problems).toEqual([]);
    });

    it('pins, unpins and archives', async () => {
      const { run, json, models } = await published();
      writeFiles(models, files(oldest));
      expectEnd(await run(['pin', older]), 0);
      expect((await json(['select'])).selected.version).toBe(older);
      expectEnd(await run(['unpin']), 0);
      expectEnd(await run(['prune', '--keep', '0']), 0);
      expect(modelsOf(join(models, 'archive')).sort()).toEqual(all(oldest).sort());
      expect((await json(['select'])).selected.version).toBe(newer);
      // An archived number is taken.
      writeFiles(join(models, '../out'), files(oldest));
      expectEnd(await run(['publish', 'out']), 2);
    });

    it('retrains what is old, and offers what is there to the installer', async () => {
      const { cwd, json } = await published();
      const words = [...set];
      const retrained = await runInProcess(RETRAIN, ['run', '--force', ...words], { cwd });
      expect(retrained.status).toBe(0);
      expect((await json(['list'])).models).toHaveLength(3);
      const asked = await runInProcess(INSTALLER, ['--no-input', ...words], { cwd });
      expect(asked).toMatchObject({ status: 0, stdout: 'reuse\n' });
    });
  },
);

/** No training of these prints anything. */
const SILENT = { isSilent: true };

function expectRefused({ status, stderr }: CliResult, says: string): void {
  expect(stderr).toContain(says);
  expect(status).toBe(2);
}

it('doctor --layout proposes names that then fit', async () => {
  const files = Object.fromEntries(
    ['7', '12'].flatMap((v) => [
      [`model_v${v}.pkl`, 'N.'],
      [`meta_v${v}.json`, JSON.stringify(METADATA)],
    ]),
  );
  const own = bot(files);
  const proposed = await own.run(['doctor', '--layout']);
  expectEnd(proposed, 0);
  expect(proposed.stdout).toContain('Layout     fits 2 versions; for the config file:');
  const block = proposed.stdout.slice(proposed.stdout.indexOf('model:\n'));
  writeFiles(own.cwd, { 'config/config.yaml': block });
  expect((await own.json(['select'])).selected).toMatchObject({ version: '12' });
  const { versions, ...layout } = (await own.json(['doctor', '--layout'])).layout as {
    versions: number;
  };
  expect(versions).toBe(2);
  expect(layout).toEqual({
    version: 'integer',
    model: 'model_v{version}.pkl',
    scaler: null,
    config: 'meta_v{version}.json',
    companions: [],
  });
});

it('doctor --layout says where none fits', async () => {
  const own = bot({ 'ensemble.joblib': 'N.' });
  expect((await own.run(['doctor', '--layout'])).stdout).toContain('Layout     none fits');
  expect(await own.json(['doctor', '--layout'])).toMatchObject({ layout: null });
});

describe('families in one directory', () => {
  const config = JSON.stringify({
    model: {
      layout: {
        model: '{symbol}_v{version}.joblib',
        scaler: null,
        config: '{symbol}_v{version}.json',
      },
    },
  });
  const filesOf = (symbol: string, version: string) => ({
    [`${symbol}_v${version}.joblib`]: 'N.',
    [`${symbol}_v${version}.json`]: JSON.stringify(METADATA),
  });

  it('are selected, pinned, archived and told each by itself', async () => {
    const { run, json, models } = bot(
      {
        ...filesOf('BTC', '0.9'),
        ...filesOf('BTC', '1.0'),
        ...filesOf('BTC', '1.1'),
        ...filesOf('ETH', '0.9'),
        ...filesOf('ETH', '1.0'),
      },
      config,
    );
    const btc = ['--set', 'symbol=BTC'];
    const eth = ['--set', 'symbol=ETH'];
    expectEnd(await run(['pin', ...btc, '1.0']), 0);
    expect((await json(['select', ...btc])).selected).toMatchObject({ version: '1.0' });
    expect((await json(['select', ...eth])).selected).toMatchObject({ version: '1.0' });
    expectEnd(await run(['unpin', ...btc]), 0);
    expectEnd(await run(['prune', ...btc, '--keep', '0']), 0);
    expect(existsSync(join(models, 'archive/BTC_v0.9.joblib'))).toBe(true);
    expect(existsSync(join(models, 'ETH_v0.9.joblib'))).toBe(true);
    expect((await json(['history', ...eth])).entries).toEqual([]);
  });

  it('without a version tells of no files of other families', async () => {
    const { run } = bot({ ...filesOf('ETH', '1.0'), 'BTC_latest.joblib': 'N.' }, config);
    const listed = await run(['list', '--set', 'symbol=BTC']);
    expect(listed.stderr).toContain('no version is there, but: BTC_latest.joblib\n');
  });

  it('need their values, and those only', async () => {
    const { run } = bot(filesOf('BTC', '1.0'), config);
    expectRefused(
      await run(['list']),
      'a value for {symbol}: model.layout.values, or --set symbol=',
    );
    expectRefused(await run(['list', '--set', 'symbol']), 'expected NAME=VALUE');
    expectRefused(await run(['list', '--set', 'symbol=../x']), '--set symbol');
    expectRefused(await run(['list', '--set', 'symbol=BTC', '--set', 'venue=x']), '--set venue');
  });
});

describe('a folder per version', () => {
  const config = JSON.stringify({
    model: {
      training_mode: 'single_symbol',
      layout: {
        version: 'integer',
        model: '{version}/model.pkl',
        scaler: null,
        config: '{version}/meta.json',
        companions: ['{version}/encoding.json'],
      },
    },
  });
  const filesOf = (folder: string) => ({
    [`${folder}/model.pkl`]: 'N.',
    [`${folder}/meta.json`]: JSON.stringify(METADATA),
    [`${folder}/encoding.json`]: '{}',
  });
  const command = (script: string) => ['--', 'sh', '-c', script, 'sh', '{version}', '{out}'];
  const WRITE = `printf 'N.' > model.pkl; echo '{}' > encoding.json; printf '%s' '${JSON.stringify(METADATA)}' > meta.json`;
  const [model, meta] = ['7/model.pkl', '7/meta.json'];

  it('files right in {out} are gathered; what else is there is kept aside', async () => {
    const { run, models } = bot(filesOf('6'), config);
    const script = `cd "$2" && ${WRITE}; echo x > notes.txt`;
    const result = await run(['train', '--force-train', ...command(script)], SILENT);
    expectEnd(result, 0);
    expect(filesIn(models)).toMatchObject({
      [model]: 'N.',
      '7/encoding.json': '{}\n',
      '.registry/extras/7/notes.txt': 'x\n',
    });
  });

  it('what else is in the folder is kept aside, and the folder is as the directory', async () => {
    const { run, models } = bot(filesOf('6'), config);
    const script = `umask 077; mkdir "$2/$1" && cd "$2/$1" && ${WRITE}; mkdir plots; echo x > plots/a.png`;
    expectEnd(await run(['train', '--force-train', ...command(script)], SILENT), 0);
    expect(Object.keys(filesIn(join(models, '7'))).sort()).toEqual([
      'encoding.json',
      'meta.json',
      'model.pkl',
    ]);
    expect(filesIn(models)['.registry/extras/7/plots/a.png']).toBe('x\n');
    expect(statSync(join(models, '7')).mode & 0o777).toBe(0o755);
  });

  it.each([
    ['a companion is missing', 'rm encoding.json', 'The encoding.json file is missing'],
    ['the folder is a symlink', 'cd .. && mv "$1" x && ln -s x "$1"', 'a symlink in place of'],
    ['a file is a symlink', 'mv model.pkl ../x && ln -s ../x model.pkl', 'a symlink'],
    ['a companion is a folder', 'rm encoding.json; mkdir encoding.json', 'a directory'],
  ])('nothing is published where %s', async (_, harm, says) => {
    const { run, models } = bot(filesOf('6'), config);
    const before = modelsIn(models);
    const script = `mkdir "$2/$1" && cd "$2/$1" && ${WRITE}; ${harm}`;
    const result = await run(['train', '--force-train', ...command(script)], SILENT);
    expectEnd(result, 4);
    expect(result.stderr).toContain(says);
    expect(modelsIn(models)).toEqual(before);
  });

  it('publishes the folder of a version itself, under another number too', async () => {
    const own = bot({}, config);
    writeFiles(own.cwd, filesOf('out/7'));
    expectEnd(await own.run(['publish', 'out/7']), 0);
    expectEnd(await own.run(['publish', 'out/7', '--version', '9']), 0);
    writeFiles(own.cwd, filesOf('latest'));
    expectRefused(await own.run(['publish', 'latest']), 'name one with --version');
    symlinkSync('7', join(own.cwd, 'out/11'));
    const refused = await own.run(['publish', 'out', '--version', '11']);
    expect(refused.status).toBe(1);
    expect(refused.stdout + refused.stderr).toContain('a symlink in place of the');
    expect((await own.json(['list'])).models).toHaveLength(2);
  });

  it('never replaces a folder, an empty one either', async () => {
    const own = bot({ '8/notes.txt': 'mine' }, config);
    mkdirSync(join(own.models, '7'));
    writeFiles(own.cwd, { ...filesOf('out/7'), ...filesOf('out/8') });
    for (const version of ['7', '8']) {
      const result = await own.run(['publish', 'out', '--version', version]);
      expect(result.status).toBe(2);
    }
    expect(modelsIn(own.models)).toEqual({ '8/notes.txt': 'mine' });
    expect((await own.json(['next-version'])).version).toBe('1');
  });

  it('a companion that is not what was recorded turns the version down', async () => {
    const own = bot({}, config);
    writeFiles(own.cwd, { ...filesOf('out/7'), ...filesOf('out/8') });
    for (const version of ['7', '8']) {
      expectEnd(await own.run(['publish', `out/${version}`]), 0);
    }
    writeFiles(own.models, { '8/encoding.json': '{"a":1}' });
    expect(await own.json(['select'])).toMatchObject({ selected: { version: '7' } });
    const { rejected } = (await own.json(['explain'])) as { rejected: object[] };
    expect(rejected).toMatchObject([
      { version: '8', problems: [{ kind: 'checksum-mismatch', artifact: 'encoding.json' }] },
    ]);
  });

  it('doctor --layout proposes folders', async () => {
    const own = bot({ ...filesOf('7'), ...filesOf('8'), 'notes.json': '{}' });
    expect((await own.json(['doctor', '--layout'])).layout).toMatchObject({
      version: 'integer',
      model: '{version}/model.pkl',
      scaler: null,
      config: '{version}/meta.json',
      versions: 2,
    });
  });

  it('doctor knows a hard-coded path of another version', async () => {
    const hard = JSON.parse(config);
    hard.model.path = '/srv/models/7/model.pkl';
    const own = bot({ ...filesOf('7'), ...filesOf('8') }, JSON.stringify(hard));
    expect((await own.json(['doctor'])).problems).toMatchObject([
      { kind: 'hard-coded-path', key: 'model.path', expected: '8', actual: '7' },
    ]);
  });

  it('backfill writes into the folder', async () => {
    const own = bot({ ...filesOf('7'), [meta]: '{"training_mode":"single_symbol"}' }, config);
    expectEnd(await own.run(['backfill', '7', '--training-days', '30']), 0);
    expect(JSON.parse(modelsIn(own.models)[meta] ?? '')).toMatchObject({ training_days: 30 });
  });
});

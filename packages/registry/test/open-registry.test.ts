import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { directoryOf, trio } from '../../fs-scanner/test/temporary.js';
import {
  type CompleteModel,
  ConfigError,
  openRegistry,
  StoreRefusal,
  type Time,
  UnknownVersionError,
  VersionTakenError,
} from '../src/index.js';

const CONFIG = { model: { selection: { verify: 'off' } } };
const open = (modelsDir: string, config: string | object = CONFIG) =>
  openRegistry({ modelsDir, config: config as string });

describe('openRegistry', () => {
  it('reads the config of the current directory where nothing is named', () => {
    expect(() => openRegistry()).toThrow(ConfigError);
    expect(() => openRegistry()).toThrow('config/config.yaml: there is no such file');
  });

  it('says which key of a config cannot be used', () => {
    expect(() => open('models', { model: { version: 1.1 } })).toThrow(
      'config: model.version: expected a version in quotes, such as "1.10"',
    );
  });

  it('says what to write in place of a models directory that only a shell would find', () => {
    expect(() => openRegistry({ config: { model: { models_dir: '~/models' } } })).toThrow(
      `config: model.models_dir begins with the home directory, which is not expanded here: write ${join(homedir(), 'models')}`,
    );
  });

  it('reads a config file again for each operation', async () => {
    const dir = directoryOf({ ...trio('1.0'), ...trio('1.1') });
    const file = join(directoryOf({}), 'config.yaml');
    writeFileSync(file, 'model: {selection: {verify: off}}');
    const registry = open(dir, file);
    expect((await registry.select())?.version).toBe('1.1');
    writeFileSync(file, 'model: {pin: "1.0", selection: {verify: off}}');
    expect((await registry.select())?.version).toBe('1.0');
  });
});

describe('a warning of the process', () => {
  const warned: string[] = [];
  beforeEach(() => {
    warned.length = 0;
    vi.spyOn(process, 'emitWarning').mockImplementation((text) => void warned.push(String(text)));
  });
  afterEach(() => vi.restoreAllMocks());

  it('names keys of the config that nobody reads, once', async () => {
    const registry = open(directoryOf(trio('1.0')), { model: { pinn: '1.0' } });
    await registry.select();
    expect(warned).toEqual([
      'config: not read, since there is no such key: model.pinn (model.pin?)',
    ]);
  });

  it('says that live results cannot be used', async () => {
    const live = { min: { win_rate: 0.4 }, min_samples: 3, window: 4 };
    const selection = { verify: 'off', live };
    const dir = directoryOf({ ...trio('1.0'), '.registry/results.jsonl': 'hello\n' });
    expect((await open(dir, { model: { selection } }).select())?.version).toBe('1.0');
    expect(warned).toEqual([
      expect.stringContaining(`live results ${dir}/.registry/results.jsonl cannot be used`),
    ]);
  });

  it('is none about a pin that holds', async () => {
    const registry = open(directoryOf({ ...trio('1.0'), ...trio('1.1') }), {
      model: { pin: '1.0', selection: { verify: 'off' } },
    });
    expect((await registry.select())?.version).toBe('1.0');
    expect(warned).toEqual([]);
  });
});

describe('reading', () => {
  it('lists every version, selects the best, and explains the others', async () => {
    const dir = directoryOf({ ...trio('1.0'), 'meta_model_v2.0.joblib': '' });
    const registry = open(dir);
    expect((await registry.list()).map(({ version }) => version)).toEqual(['1.0', '2.0']);
    const model = await registry.select();
    expect(model).toMatchObject({ version: '1.0', modelPath: join(dir, 'meta_model_v1.0.joblib') });
    const { rejected } = (await registry.explain()).selection;
    expect(rejected.map(({ model }) => model.version)).toEqual(['2.0']);
  });

  it('a chosen model has its companions by their names, in its own folder', async () => {
    const layout = {
      version: 'integer',
      model: '{version}/model.pkl',
      scaler: null,
      config: '{version}/meta.json',
      companions: ['{version}/encoding.json'],
    };
    const files = { '7/model.pkl': 'N.', '7/meta.json': '{}', '7/encoding.json': '{}' };
    const dir = directoryOf(files);
    const registry = open(dir, { model: { layout, selection: { verify: 'off' } } });
    const model = await registry.select();
    expect(model?.companionPaths['encoding.json']).toBe(join(dir, '7/encoding.json'));
    const published = await registry.publish(join(dir, '7'), { version: '8' });
    expect(published).toMatchObject({ action: 'published', version: '8' });
    expect((await registry.list()).map(({ version, exists }) => [version, exists])).toEqual([
      ['7', true],
      ['8', true],
    ]);
  });

  it('a chosen model has paths and metadata by its type, and times are dates or text', () => {
    expectTypeOf<CompleteModel['modelPath']>().toEqualTypeOf<string>();
    expectTypeOf<CompleteModel['metadata']>().not.toBeNullable();
    expectTypeOf<Time>().toEqualTypeOf<Date | string>();
    expectTypeOf<bigint>().not.toMatchTypeOf<Time>();
  });

  it('decides as of a moment', async () => {
    const dir = directoryOf(trio('1.0', '{"training_end_timestamp": "2026-01-01T00:00:00Z"}'));
    const registry = open(dir, { model: { selection: { verify: 'off', max_age_days: 10 } } });
    expect((await registry.select({ asOf: '2026-01-11T00:00:00Z' }))?.version).toBe('1.0');
    expect(await registry.select({ asOf: new Date('2026-01-11T00:00:00.001Z') })).toBeNull();
    await expect(registry.select({ asOf: 'tomorrow' })).rejects.toThrow(RangeError);
  });

  it('a directory that is not there holds no models', async () => {
    const registry = open(join(directoryOf({}), 'nowhere'));
    expect(await registry.list()).toEqual([]);
    expect(await registry.select()).toBeNull();
    expect(await registry.history()).toEqual([]);
  });
});

describe('writing', () => {
  it('pins, rolls back and unpins, and the history tells', async () => {
    const registry = open(directoryOf({ ...trio('1.0'), ...trio('1.1') }));
    expect(await registry.pin('1.0')).toMatchObject({ action: 'pinned', previousVersion: '1.1' });
    expect((await registry.select())?.version).toBe('1.0');
    expect(await registry.rollback()).toMatchObject({ action: 'pinned', version: '1.1' });
    expect(await registry.unpin()).toMatchObject({ action: 'unpinned' });
    expect(await registry.unpin()).toMatchObject({ action: 'none' });
    const events = (await registry.history()).map(({ event }) => event);
    expect(events).toEqual(['pinned', 'pinned', 'unpinned']);
    const past = await registry.historyAt(new Date());
    expect(past).toMatchObject({ selectedVersion: '1.1', pinnedVersion: null });
  });

  it('refuses a pin that would select nothing, unless forced, and knows no other version', async () => {
    const dir = directoryOf({ ...trio('1.0'), 'meta_model_v2.0.joblib': '' });
    const registry = open(dir);
    expect(await registry.pin('2.0')).toMatchObject({ action: 'refused', version: '2.0' });
    expect(await registry.pin('2.0', { force: true })).toMatchObject({ action: 'pinned' });
    await expect(registry.pin('3.0')).rejects.toThrow(UnknownVersionError);
  });

  it.each(['1.04', '1', '../1.0'])('takes no version %s', async (version) => {
    const registry = open(directoryOf(trio('1.0')));
    await expect(registry.train({ command: ['true'], version, force: true })).rejects.toThrow(
      'not a version',
    );
    await expect(registry.publish(directoryOf(trio('1.1')), { version })).rejects.toThrow(
      'is no version: expected MAJOR.MINOR',
    );
  });

  it('a rollback without a past is refused', async () => {
    await expect(open(directoryOf(trio('1.0'))).rollback()).rejects.toThrow(StoreRefusal);
  });

  it('moves old versions to archive/, and says before what it would do', async () => {
    const registry = open(directoryOf({ ...trio('1.0'), ...trio('1.1'), ...trio('1.2') }));
    const steps = await registry.prune({ keep: 1, dryRun: true });
    expect(steps.map(({ action }) => action)).toEqual(['archive', 'archive', 'keep']);
    expect(await registry.prune({ keep: 1 })).toEqual(steps);
    expect((await registry.list()).map(({ version }) => version)).toEqual(['1.2']);
  });

  it('publishes files that were made elsewhere, and never over others', async () => {
    const made = directoryOf(trio('1.1'));
    const dir = directoryOf(trio('1.0'));
    const registry = open(dir);
    const outcome = await registry.publish(made);
    expect(outcome).toMatchObject({ action: 'published', version: '1.1' });
    expect((await registry.select())?.metadata.published_at).toEqual(expect.any(String));
    await expect(registry.publish(made)).rejects.toThrow(VersionTakenError);
    const named = directoryOf(trio('1.2', '{"version": "BTC_7"}'));
    expect(await registry.publish(named)).toMatchObject({ action: 'refused' });
    expect(await registry.publish(named, { restamp: true })).toMatchObject({ version: '1.2' });
  });
});

describe('train', () => {
  const script = `for f in meta_model feature_scaler; do printf x > "$1/\${f}_v$0.joblib"; done
    printf '{"training_mode": "single_symbol"}' > "$1/model_config_v$0.json"; echo trained`;
  const command = ['sh', '-c', script, '{version}', '{out}'];

  it('runs nothing where a compatible model is there', async () => {
    const registry = open(directoryOf(trio('1.0')));
    expect(await registry.train({ command: ['false'] })).toMatchObject({ action: 'skipped' });
  });

  it('publishes what the command made, and hands its output on', async () => {
    const registry = open(directoryOf(trio('1.0')));
    const pieces: string[] = [];
    const onOutput = (piece: Buffer) => void pieces.push(String(piece));
    const outcome = await registry.train({ command, force: true, onOutput });
    expect(outcome).toMatchObject({ action: 'published', version: '1.1' });
    expect(pieces.join('')).toBe('trained\n');
    expect((await registry.select())?.version).toBe('1.1');
  });

  it('a command that fails changes nothing, and says why', async () => {
    const registry = open(directoryOf(trio('1.0')));
    const outcome = await registry.train({ command: ['sh', '-c', 'exit 3'], force: true });
    expect(outcome).toMatchObject({
      action: 'failed',
      message: 'the training command ended with exit status 3',
      kept: [],
    });
    expect((await registry.select())?.version).toBe('1.0');
  });

  describe('with a store that it pushes to', () => {
    const sharing = (store: string) => {
      const model = { store: { url: `file://${store}`, push: true }, ...CONFIG.model };
      return open(directoryOf(trio('1.0')), { model });
    };

    it('claims a number that is free there, and pushes what it published and what waited', async () => {
      const store = directoryOf({});
      const seen: string[] = [];
      const onOutput = () => void seen.push(...readdirSync(join(store, 'claims')));
      const first = await sharing(store).train({ command, force: true, onOutput });
      expect(first).toMatchObject({
        version: '1.1',
        store: { pushed: ['1.0', '1.1'], remarks: [] },
      });
      expect(seen).toContain('1.1.json');
      expect(await sharing(store).train({ command, force: true })).toMatchObject({
        version: '1.2',
        // The first machine pushed 1.0.
        store: { pushed: ['1.2'] },
      });
      expect(await open(directoryOf(trio('1.0'))).train({ command })).toMatchObject({
        store: null,
      });
    });

    it('publishes all the same where that is out of reach, and says so', async () => {
      const outcome = await sharing('/nonexistent/store').train({ command, force: true });
      expect(outcome).toMatchObject({
        action: 'published',
        version: '1.1',
        store: {
          pushed: [],
          remarks: [
            expect.stringContaining('the number of this training is not claimed in the store'),
            expect.stringContaining('what waits is pushed by the next run'),
          ],
        },
      });
    });
  });

  it('ends with its signal', async () => {
    const registry = open(directoryOf({}));
    const stop = new AbortController();
    const onOutput = () => stop.abort();
    const waiting = ['sh', '-c', 'echo ready; exec sleep 1000'];
    const outcome = await registry.train({ command: waiting, onOutput, signal: stop.signal });
    const end = { kind: 'interrupted', signal: 'SIGTERM' };
    expect(outcome).toMatchObject({ action: 'failed', failure: { kind: 'command', end } });
  });
});

describe('watch', () => {
  it('gives the selection now and at each change, until it is left', async () => {
    const dir = directoryOf(trio('1.0'));
    const registry = open(dir);
    const seen: (string | null)[] = [];
    for await (const { selected } of registry.watch()) {
      seen.push(selected?.version ?? null);
      if (seen.length === 1) await registry.publish(directoryOf(trio('1.1')));
      if (seen.length === 2) await registry.pin('1.0');
      if (seen.length === 3) break;
    }
    expect(seen).toEqual(['1.0', '1.1', '1.0']);
  });

  it('tells of a look that failed, and goes on', async () => {
    const dir = directoryOf({ ...trio('1.0'), ...trio('1.1') });
    const folder = directoryOf({});
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'config.yaml');
    const replace = (text: string) => {
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    };
    replace('model: {selection: {verify: off}}');
    const errors: string[] = [];
    const onError = (error: Error) => {
      errors.push(error.message);
      replace('model: {pin: "1.0", selection: {verify: off}}');
    };
    const versions: (string | undefined)[] = [];
    for await (const { selected } of open(dir, file).watch({ onError })) {
      versions.push(selected?.version);
      if (versions.length === 2) break;
      replace('model: [');
    }
    expect(versions).toEqual(['1.1', '1.0']);
    expect(errors).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).toContain('pin');
  });
});

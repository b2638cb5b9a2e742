import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bot, filesIn } from './support/bot.js';
import { CLI } from './support/cli.js';
import { limitFiles, runWithFault, runWithFiles, whyNoFaults } from './support/faults.js';
import { INSTALLER } from './support/installer.js';
import { version, writeFiles } from './support/models.js';
import { botWith, QUEUE, SCHEDULER, TODAY } from './support/retrain.js';
import { until } from './support/running.js';
import { skipBecause } from './support/special-files.js';

/** 1.1 is the better one: whatever fails, 1.0 must not take its place. */
const MODELS = { ...version('1.0'), ...version('1.1') };
const AS_OF = ['--as-of', '2025-12-10T00:00:00Z'];
const PIN = { '.registry/pin.json': '{"version": "1.1", "at": "2025-12-01", "reason": ""}' };

const COMMANDS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['select', [CLI, 'select', '--json', ...AS_OF]],
  ['doctor', [CLI, 'doctor', ...AS_OF]],
  ['the installer', [INSTALLER, '--no-input', ...AS_OF]],
];

/** What is read for a decision. */
const READ = [
  ['the metadata', 'models/model_config_v1.1.json'],
  ['the model', 'models/meta_model_v1.1.joblib'],
  ['the scaler', 'models/feature_scaler_v1.1.joblib'],
  ['the pin', 'models/.registry/pin.json'],
  ['the config', 'config/config.yaml'],
  ['the models directory', 'models'],
] as const;

describe.each([
  ['EMFILE', 'this process may open no more files'],
  ['ENFILE', 'the system can open no more files'],
  ['ENOMEM', 'the system has no memory left'],
  ['EIO', 'the disk or file system failed'],
  ['ESTALE', 'the network file system has lost the file'],
  ['ETIMEDOUT', 'the file system does not answer'],
])('%s while it is read', (code, words) => {
  // What a code means is decided in one place, which has tests of its own: each at one command, for a file
  // and for a folder, and each command and all that is read with one of them.
  const isWhole = code === 'EIO';
  const read = READ.filter(([name]) => isWhole || /^the (metadata|models directory)$/.test(name));
  it.for(read)('%s: no decision, exit status 3, and the file is named', ([, path], test) => {
    skipBecause(test, whyNoFaults());
    const { cwd } = bot({ ...MODELS, ...PIN });
    const fault = { path: join(cwd, path), code };
    for (const [name, command] of isWhole ? COMMANDS : COMMANDS.slice(0, 1)) {
      const { status, stdout, stderr } = runWithFault(command, fault, { cwd });
      expect({ name, status, stdout }, stderr).toEqual({ name, status: 3, stdout: '' });
      expect(stderr).toContain(`cannot be read: ${code}: ${words}; `);
      expect(stderr).toContain(path);
    }
  });
});

it.for(['EIO', 'ESTALE'])('%s in the middle of a model: no decision', (code, test) => {
  skipBecause(test, whyNoFaults());
  const { cwd } = bot(MODELS);
  const fault = { path: join(cwd, 'models/meta_model_v1.1.joblib'), code, calls: 'pread64' };
  for (const verify of ['checksum', 'inspect', 'strict']) {
    const command = [CLI, 'select', '--json', '--verify', verify, ...AS_OF];
    const { status, stdout, stderr } = runWithFault(command, fault, { cwd });
    // What is not read at all cannot fail: nothing is recorded that a checksum is compared with.
    if (verify === 'checksum') expect(status).toBe(0);
    else expect({ status, stdout }, stderr).toEqual({ status: 3, stdout: '' });
  }
});

it('inspect says what failed, and gives no verdict', (test) => {
  skipBecause(test, whyNoFaults());
  const { cwd } = bot(MODELS);
  const path = join(cwd, 'models/meta_model_v1.1.joblib');
  for (const what of ['1.1', path]) {
    const result = runWithFault([CLI, 'inspect', what], { path, code: 'EIO' }, { cwd });
    expect(result).toMatchObject({ status: 3, stdout: '' });
    expect(result.stderr).toContain(`${path} cannot be read: EIO: the disk or file system failed`);
  }
});

describe('the scheduler', () => {
  it.for([
    ['the live model', 'models/meta_model_v1.0.joblib'],
    ['its metadata', 'models/model_config_v1.0.json'],
    ['its queue', QUEUE],
    ['what it remembers', 'models/.registry/retrain.json'],
  ])('judges and trains nothing where %s cannot be read for a fault', ([, path = ''], test) => {
    skipBecause(test, whyNoFaults());
    const own = botWith();
    own.write({
      [QUEUE]: '{"queued_symbols": ["ETHUSDT"]}',
      'models/.registry/retrain.json': '{}',
    });
    const before = filesIn(own.dir);
    const fault = { path: join(own.dir, path), code: 'EIO' };
    const words = [SCHEDULER, '--as-of', TODAY];
    const { status, stderr } = runWithFault(words, fault, { cwd: own.dir });
    expect(status, stderr).toBe(3);
    expect(stderr).toContain('EIO: the disk or file system failed');
    expect(stderr).toContain(path);
    expect(filesIn(own.dir)).toEqual(before);
  });
});

/** How many more files may be opened: one of them is too few for all, and the most are enough. */
const LEFT = process.env.PROOFS === 'full' ? [1, 2, 3, 4, 5, 6] : [1, 3, 6];

it.each(COMMANDS)('%s with few files that may be open: the right answer, or none', (_, words) => {
  const { cwd } = bot({ ...MODELS, ...PIN });
  const outcomes = LEFT.map((left) => runWithFiles(left, words, { cwd }));
  const [answered, refused] = [0, 3].map((each) =>
    outcomes.filter(({ status }) => status === each),
  );
  expect(answered?.length).toBeGreaterThan(0);
  expect(new Set(answered?.map(({ stdout }) => stdout)).size).toBe(1);
  expect(refused?.length).toBe(outcomes.length - (answered?.length ?? 0));
  expect(refused?.length).toBeGreaterThan(0);
  for (const { stdout, stderr } of refused ?? []) {
    expect(stdout).toBe('');
    expect(stderr).toContain('cannot be read: EMFILE: this process may open no more files; ');
  }
});

it('a watch keeps its model while no file can be opened, says so once, and goes on', async () => {
  const own = bot(version('1.0'));
  const watcher = own.start(['watch']);
  const lines = () => watcher.printed().split('\n').slice(0, -1);
  await until('the first line', () => lines().length === 1);
  limitFiles(watcher.pid, 1);
  // Each brings looks, all of which fail.
  for (const name of ['1.1', '1.2', '1.3']) {
    mkdirSync(join(own.models, name));
    await until('a failed look', () => watcher.said().includes('EMFILE'));
  }
  expect(lines()).toHaveLength(1);
  limitFiles(watcher.pid, 1024);
  writeFiles(own.models, version('1.4', { training_end_timestamp: '2025-12-01' }));
  await until('the new version', () => lines().at(-1)?.includes('"version":"1.4"') === true);
  expect(watcher.said().match(/EMFILE/g)).toHaveLength(1);
  watcher.child.kill();
  await watcher.ended;
});

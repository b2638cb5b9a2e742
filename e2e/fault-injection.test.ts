import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROGRAM as RETRAIN } from '../apps/retrain-scheduler/src/program.js';
import { type Bot, bot, filesIn, sha256, training } from './support/bot.js';
import { CLI, expectEnd, runCli } from './support/cli.js';
import { runInProcess } from './support/in-process.js';
import { METADATA, temporaryFolder, version, writeFiles } from './support/models.js';
import { QUEUE, SCHEDULER } from './support/retrain.js';
import { spawnToEnd } from './support/spawn.js';
import { type Ended, type Fault, faultsOf, runWithFault, whyNoStrace } from './support/strace.js';

/** A changing command, in a folder where it has something to do. */
interface Case {
  /** Makes the folder; a folder of its own is made of it for each fault. */
  readonly prepare: () => Promise<Bot>;
  readonly program: readonly string[];
  /** What the command changes: it holds where the command says that all is done. */
  readonly isDone: (folder: string) => boolean;
}

const MULTI = { training_mode: 'multi_symbol' };
const WRITES = training(`write "$v" '${JSON.stringify({ ...METADATA, ...MULTI })}'`);

/** Two published versions, and a third that was put there by hand. */
async function published(rotation: object = {}): Promise<Bot> {
  const config = {
    model: MULTI,
    operations: { model_rotation: { enabled: true, command: WRITES.slice(1), ...rotation } },
  };
  const own = bot(version('0.8', { ...MULTI, training_days: undefined }), JSON.stringify(config));
  for (const name of ['0.9', '1.0']) {
    writeFiles(join(own.cwd, 'out'), version(name, MULTI));
    expectEnd(await own.run(['publish', 'out', '--version', name]), 0);
    rmSync(join(own.cwd, 'out'), { recursive: true });
  }
  writeFiles(own.cwd, { [QUEUE]: '{"queued_symbols": ["BTCUSDT"], "queued_at": {}}' });
  return own;
}

async function pinned(): Promise<Bot> {
  const own = await published();
  expectEnd(await own.run(['pin', '0.9']), 0);
  return own;
}

/** A training in place was killed, and so were a copy, a replacement and a staged training. */
async function leftBehind(): Promise<Bot> {
  const own = await published();
  const intent = { version: '1.1', in_place: true, versions: ['0.8', '0.9', '1.0'], step: null };
  writeFiles(own.models, {
    ...version('1.1', MULTI),
    '.registry/training.json': JSON.stringify(intent),
    '.registry/staging/copy-Ab12Cd/meta_model_v3.0.joblib': 'N.',
    '.registry/staging/run-Ab12Cd/meta_model_v3.0.joblib': 'N.',
    '.registry/.pin.json.tmp': '{',
    '.model_config_v1.0.json.tmp': '{',
  });
  return own;
}

const isThere = (folder: string, name: string) => existsSync(join(folder, 'models', name));
const isLive = (name: string) => (folder: string) =>
  isThere(folder, `model_config_v${name}.json`) &&
  readFileSync(join(folder, `models/model_config_v${name}.json`), 'utf8').includes('published_at');

const CASES: Readonly<Record<string, Case>> = {
  pin: {
    prepare: published,
    program: [CLI, 'pin', '0.9'],
    isDone: (folder) => isThere(folder, '.registry/pin.json'),
  },
  unpin: {
    prepare: pinned,
    program: [CLI, 'unpin'],
    isDone: (folder) => !isThere(folder, '.registry/pin.json'),
  },
  rollback: {
    prepare: published,
    program: [CLI, 'rollback'],
    isDone: (folder) => isThere(folder, '.registry/pin.json'),
  },
  publish: {
    prepare: async () => {
      const own = await published();
      writeFiles(join(own.cwd, 'out'), version('2.0', MULTI));
      return own;
    },
    program: [CLI, 'publish', 'out'],
    isDone: isLive('2.0'),
  },
  train: {
    prepare: published,
    program: [CLI, 'train', '--force-train', ...WRITES],
    isDone: isLive('1.1'),
  },
  'train --in-place': {
    prepare: published,
    program: [CLI, 'train', '--force-train', '--in-place', ...WRITES],
    isDone: isLive('1.1'),
  },
  prune: {
    prepare: async () => {
      const own = await published();
      writeFiles(own.models, version('0.7', MULTI));
      return own;
    },
    program: [CLI, 'prune', '--keep', '0'],
    isDone: (folder) => !isThere(folder, 'meta_model_v0.7.joblib'),
  },
  'prune --archive-keep': {
    prepare: async () => {
      const own = await published();
      writeFiles(join(own.models, 'archive'), version('3.0', MULTI));
      return own;
    },
    program: [CLI, 'prune', '--archive-keep', '0'],
    isDone: (folder) => !isThere(folder, 'archive/meta_model_v3.0.joblib'),
  },
  restore: {
    prepare: async () => {
      const own = await published();
      writeFiles(join(own.models, 'archive'), version('0.7', MULTI));
      return own;
    },
    program: [CLI, 'restore', '0.7'],
    isDone: (folder) => isThere(folder, 'meta_model_v0.7.joblib'),
  },
  record: {
    prepare: () => published(),
    program: [CLI, 'record', '1.0', 'auc=0.4'],
    isDone: (folder) =>
      isThere(folder, '.registry/results.jsonl') &&
      readFileSync(join(folder, 'models/.registry/results.jsonl'), 'utf8').includes('"auc":0.4}'),
  },
  backfill: {
    prepare: published,
    program: [CLI, 'backfill', '0.8', '--training-days', '30'],
    isDone: (folder) =>
      readFileSync(join(folder, 'models/model_config_v0.8.json'), 'utf8').includes(
        '"training_days": 30',
      ),
  },
  recover: {
    prepare: leftBehind,
    program: [CLI, 'recover'],
    isDone: (folder) => !isThere(folder, 'meta_model_v1.1.joblib'),
  },
  retrain: {
    prepare: published,
    program: [SCHEDULER, 'run', '--force'],
    isDone: isLive('1.1'),
  },
  'retrain, in place': {
    prepare: () => published({ in_place: true }),
    program: [SCHEDULER, 'run', '--force'],
    isDone: isLive('1.1'),
  },
};

/** The files of published versions, wherever they are: none of their bytes is lost. */
function artifactsIn(folder: string): Record<string, string> {
  const found = Object.entries(filesIn(join(folder, 'models')))
    .filter(([path]) =>
      /^(archive\/)?(meta_model|feature_scaler)_v(0\.\d|1\.0)\.joblib$/.test(path),
    )
    .map(([path, content]) => [path.replace('archive/', ''), content]);
  return Object.fromEntries(found);
}

/** What a reader would load is whole: what was recorded of a version's files is what they are. */
function expectNothingTorn(folder: string): void {
  const names = readdirSync(join(folder, 'models'));
  const read = (name: string) => readFileSync(join(folder, 'models', name));
  for (const name of names.filter((name) => /^model_config_v.*\.json$/.test(name))) {
    const [, number] = /_v(.*)\.json$/.exec(name) ?? [];
    const { artifacts } = JSON.parse(read(name).toString());
    if (artifacts === undefined) continue;
    for (const artifact of [`meta_model_v${number}.joblib`, `feature_scaler_v${number}.joblib`]) {
      const [, kind = ''] = /_(model|scaler)_/.exec(artifact) ?? [];
      expect(artifacts[kind].sha256, artifact).toBe(sha256(read(artifact)));
    }
  }
}

function expectWholeJournal(folder: string): void {
  const file = join(folder, 'models/.registry/journal.jsonl');
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines.pop()).toBe('');
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty('event');
}

/** 3 where the system failed; else it kept the program from reading what it decides from. */
const FAILED = [1, 2, 3, 4];

function expectHonestEnd(ended: Ended, { call, fault, isRead }: Fault, isDone: boolean): void {
  // The numbers of writes differ: where it was one within libuv, that aborts, as killed.
  if (call === 'write' && ended.signal === 'SIGABRT') return;
  // So may those of others, by one or two: a fault at the last of them may not be reached.
  if (fault === 'KILL' && ended.signal === 'SIGKILL') return;
  expect(ended.signal).toBe(null);
  // A model that may not be read is none, and what is decided without it is something else.
  if (ended.status === 0) expect(isDone || isRead).toBe(true);
  else expect(FAILED).toContain(ended.status);
}

/** After the next writer nothing is half-made but what doctor names, with what to do about it. */
async function expectRecovered(cwd: string, isScheduler: boolean): Promise<void> {
  // A training command outlives a program that was killed, and holds the lock until its end.
  const lock = join(cwd, 'models/.registry/training.lock');
  if (existsSync(lock)) spawnToEnd('flock', ['-x', lock, 'true']);
  expectEnd(await runCli(['recover'], { cwd }), 0);
  // Beside the queue, which is the scheduler's alone.
  if (isScheduler) expect((await runInProcess(RETRAIN, ['run'], { cwd })).status).toBe(0);
  expectNothingTorn(cwd);
  expectWholeJournal(cwd);
  const names = Object.keys(filesIn(cwd));
  expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  const { stdout } = await runCli(['doctor', '--json'], { cwd });
  const findings: { kind: string; file?: string }[] = JSON.parse(stdout).problems;
  const kinds = new Set(findings.map(({ kind }) => kind));
  for (const kind of ['legacy-metadata', 'unpublished-staging']) kinds.delete(kind);
  expect([...kinds]).toEqual([]);
  const staging = join(cwd, 'models/.registry/staging');
  const left = existsSync(staging) ? readdirSync(staging).map((name) => join(staging, name)) : [];
  expect(
    findings.flatMap(({ kind, file }) => (kind === 'unpublished-staging' ? file : [])),
  ).toEqual(left);
  expect(
    Object.keys(filesIn(join(cwd, 'models'))).filter((name) =>
      /training\.json|symbols\.txt/.test(name),
    ),
  ).toEqual([]);
}

/** Tries a fault in a copy of the folder. */
async function tryFault(origin: Bot, { program, isDone }: Case, fault: Fault): Promise<void> {
  const cwd = mkdtempSync(join(temporaryFolder(), 'bot-'));
  cpSync(origin.cwd, cwd, { recursive: true, preserveTimestamps: true });
  try {
    const before = artifactsIn(cwd);
    const ended = await runWithFault(fault, program, cwd);
    if (ended === null) return;
    expectHonestEnd(ended, fault, isDone(cwd));
    expectNothingTorn(cwd);
    await expectRecovered(cwd, program[0] === SCHEDULER);
    expect(artifactsIn(cwd)).toMatchObject(before);
  } catch (error) {
    const what = `${program.slice(1, 4).join(' ')}, ${fault.fault} at ${fault.call} ${fault.nth}`;
    throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

const isFull = process.env.PROOFS === 'full';
/** In a normal run some faults of some commands, others each time; FUZZ_SEED chooses. */
const SEED = Number(process.env.FUZZ_SEED ?? Date.now());
const COMMANDS = 3;
const FAULTS_EACH = 3;
const AT_ONCE = 2;

function someOf<T>(all: readonly T[], count: number, salt: number): readonly T[] {
  if (isFull) return all;
  const size = Math.min(count, all.length);
  const some = fc.shuffledSubarray([...all], { minLength: size, maxLength: size });
  return fc.sample(some, { seed: SEED + salt, numRuns: 1 }).flat();
}

const whyNot = whyNoStrace();

describe.skipIf(whyNot !== null)(
  `a command that is killed, or whose calls fail (seed ${SEED}${whyNot === null ? '' : `; ${whyNot}`})`,
  () => {
    it.each(someOf(Object.entries(CASES), COMMANDS, 0))('%s', async (_, command) => {
      const origin = await command.prepare();
      const tried = mkdtempSync(join(temporaryFolder(), 'bot-'));
      cpSync(origin.cwd, tried, { recursive: true, preserveTimestamps: true });
      const faults = await faultsOf(command.program, tried);
      expect(command.isDone(tried)).toBe(true);
      expect(faults.length).toBeGreaterThan(50);
      const failed: string[] = [];
      const chosen = [...someOf(faults, FAULTS_EACH, 1)];
      for (let tried = 0; chosen.length > 0; tried += AT_ONCE) {
        if (isFull && tried % 100 === 0) console.log(`${tried} of ${faults.length} faults tried`);
        const some = chosen.splice(0, AT_ONCE).map((fault) => tryFault(origin, command, fault));
        for (const trial of await Promise.allSettled(some)) {
          if (trial.status === 'rejected') failed.push(trial.reason.message);
        }
      }
      expect(failed).toEqual([]);
    });
  },
);

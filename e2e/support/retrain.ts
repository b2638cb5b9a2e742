import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { PROGRAM } from '../../apps/retrain-scheduler/src/program.js';
import { RAW } from './cli.js';
import { limited } from './deadline.js';
import { checkDocuments } from './documents.js';
import { environment, runInProcess } from './in-process.js';
import { type Files, temporaryFolder, version, writeFiles } from './models.js';
import { MAY_RUN_HERE, NODE } from './node.js';
import { programFile } from './programs.js';
import { spawnToEnd } from './spawn.js';

/** The built scheduler, as it is installed. */
export const SCHEDULER = programFile('retrain-scheduler', 'model-registry-retrain');

/** Every test begins at this moment. */
export const TODAY = '2026-03-31T00:00:00Z';
export const QUEUE = 'data/new_symbol_training_queue.json';

/** What a training command of a test does. */
export interface Training {
  /** Of the model's metadata, what is not the default. */
  readonly metadata?: object;
  /** The text of its `performance`: Python writes NaN, which is no JSON. */
  readonly performance?: string;
  readonly print?: string;
  /** A file that its process adds its number to when it has begun. */
  readonly begun?: string;
  /** Not ended before this file is there. */
  readonly until?: string;
  /** Written over, at the end. */
  readonly replace?: Readonly<Record<string, string>>;
  readonly leaveOut?: readonly string[];
  readonly exit?: number;
}

/** A command line that trains like this: in the shell, which starts at once. */
export function trainer(training: Training = {}): string[] {
  const { print, begun, until, replace = {}, leaveOut = [], exit = 0 } = training;
  const { metadata = {}, performance = '{}' } = training;
  const config = {
    training_mode: 'multi_symbol',
    symbol_encoding_type: 'one_hot',
    trained_symbols: 'SYMBOLS',
    training_end_timestamp: 'TODAY',
    ...metadata,
    performance: 'PERFORMANCE',
  };
  const text = shellWord(JSON.stringify(config))
    .replace('"SYMBOLS"', `'"$symbols"'`)
    .replace('"TODAY"', `'"\\"$(cat today)\\""'`)
    .replace('"PERFORMANCE"', () => performance);
  const left = ['/^$/d', ...leaveOut.map((symbol) => `/^${symbol}$/d`)].join(';');
  const lines = [
    print && `printf %s ${shellWord(print)}`,
    begun && `echo $$ >>${begun}`,
    until && `until [ -e ${until} ]; do sleep 0.02; done`,
    ...Object.entries(replace).map(([file, text]) => `printf %s ${shellWord(text)} >'${file}'`),
    exit !== 0 && `exit ${exit}`,
    `list=$(echo "$MODEL_REGISTRY_SYMBOLS" | tr , '\\n' | sed '${left};s/.*/"&"/' | paste -sd ,)`,
    'symbols="[$list]" out=$MODEL_REGISTRY_OUT v=$MODEL_REGISTRY_VERSION',
    'printf N. >"$out/meta_model_v$v.joblib"; printf N. >"$out/feature_scaler_v$v.joblib"',
    `printf %s ${text} >"$out/model_config_v$v.json"`,
  ];
  return ['sh', '-ec', lines.filter(Boolean).join('\n'), 'trainer'];
}

/** One word of the shell, which is in quotes wherever JSON is. */
const shellWord = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** A bot's folder. JSON is YAML too. */
export interface Bot {
  /** Its folder; gone when the test ends. */
  readonly dir: string;
  write(files: Files): void;
  read(path: string): string;
  /** Replaces the config. */
  configure(rotation: object, model?: object): void;
}

/** The three files of a version that such a bot may select; with the mode of which symbols are queued. */
export const multiVersion = (name: string, metadata: object = {}): Files =>
  version(name, { training_mode: 'multi_symbol', ...metadata });

/**
 * A bot of many symbols, with version 1.0, trained on BTCUSDT a day before `TODAY`, and a rotation like
 * this.
 */
export function botWith(rotation: object = {}, model: object = {}, name = 'bot'): Bot {
  const dir = join(temporaryFolder(), name);
  mkdirSync(dir);
  const bot: Bot = {
    dir,
    write: (files) => writeFiles(dir, files),
    read: (path) => readFileSync(join(dir, path), 'utf8'),
    configure(rotation, model = {}) {
      const config = {
        model: { training_mode: 'multi_symbol', ...model },
        trading: { symbols: ['BTCUSDT', 'ETHUSDT'] },
        operations: { model_rotation: { enabled: true, command: trainer(), ...rotation } },
      };
      bot.write({ 'config/config.yaml': JSON.stringify(config) });
    },
  };
  mkdirSync(join(dir, 'models'));
  writeFiles(join(dir, 'models'), multiVersion('1.0', { training_end_timestamp: '2026-03-30' }));
  bot.write({ today: TODAY });
  bot.configure(rotation, model);
  return bot;
}

/** A line of the log. */
export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly msg: string;
  readonly [fact: string]: unknown;
}

export interface RetrainResult {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly log: readonly LogLine[];
  /** What happened, by the names of the events. */
  readonly events: readonly string[];
}

/** Runs the scheduler as if it were `TODAY`, unless the words say otherwise, and waits for its end. */
export async function retrain(bot: Bot, ...words: string[]): Promise<RetrainResult> {
  // Such a line starts the program that printed it.
  const needsProcess = !MAY_RUN_HERE || words.some((word) => word.startsWith('print-'));
  if (needsProcess) return spawnRetrain(bot, ...words);
  const { status, signal, stdout, stderr } = await runInProcess(PROGRAM, atToday(words), {
    cwd: bot.dir,
  });
  return resultOf(status, signal, stdout, stderr);
}

/** The same by the built scheduler, in a process of its own. */
function spawnRetrain(bot: Bot, ...words: string[]): RetrainResult {
  const { status, signal, stdout, stderr } = spawnToEnd(NODE, [SCHEDULER, ...atToday(words)], {
    cwd: bot.dir,
    env: environment(),
  });
  return resultOf(status, signal, stdout, stderr);
}

/** With `--json`: its one document. */
export async function retrainJson(bot: Bot, ...words: string[]) {
  return JSON.parse((await retrain(bot, ...words, '--json')).stdout);
}

/** A scheduler that is under way. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<RetrainResult>;
}

/** Starts the scheduler; killed when the test ends. */
export function startRetrain(bot: Bot, ...words: string[]): Running {
  return start(bot, [SCHEDULER, ...atToday(words)]);
}

/** The same by the real clock, by which version 1.0 is old. */
export function startNow(bot: Bot): Running {
  return start(bot, [SCHEDULER]);
}

/** The same, killed by SIGKILL before its k-th change of the file system. */
export function startKilledAt(bot: Bot, step: number, ...words: string[]): Running {
  const command = ['--require', KILL_AT_STEP, SCHEDULER, ...atToday(words)];
  return start(bot, command, { KILL_AT_STEP: String(step) });
}

const KILL_AT_STEP = fileURLToPath(
  new URL('../../packages/fs-store/test/kill-at-step.cjs', import.meta.url),
);

function start(bot: Bot, words: readonly string[], set: Record<string, string> = {}): Running {
  const child = spawn(NODE, words, {
    cwd: bot.dir,
    env: { ...environment(), ...set },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [stdout, stderr] = [child.stdout, child.stderr].map(textOf);
  const ended = new Promise<RetrainResult>((resolve) => {
    child.on('close', (status, signal) =>
      resolve(resultOf(status, signal, stdout?.() ?? '', stderr?.() ?? '')),
    );
  });
  return { child, ended };
}

/** Ends when there is such a file in the bot's folder, and this in it. */
export function fileAppears(bot: Bot, name: string, content = ''): Promise<void> {
  const appeared = new Promise<void>((resolve) => {
    const watcher = watch(bot.dir, check);
    function check() {
      const file = join(bot.dir, name);
      if (!statSync(file, { throwIfNoEntry: false })?.size) return;
      if (!readFileSync(file, 'utf8').includes(content)) return;
      watcher.close();
      resolve();
    }
    check();
  });
  return limited(`${name}, and in it: ${content}`, appeared);
}

/** Makes an empty file in the bot's folder. */
export function touch(bot: Bot, name: string): void {
  writeFileSync(join(bot.dir, name), '');
}

const atToday = (words: readonly string[]) =>
  words.some((word) => word === '--as-of' || word.startsWith('print-'))
    ? words
    : [...words, '--as-of', TODAY];

function textOf(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  return () => text;
}

function resultOf(
  status: number | null,
  signal: NodeJS.Signals | null,
  stdout: string,
  stderr: string,
): RetrainResult {
  expect(stdout).not.toMatch(RAW);
  expect(stderr).not.toMatch(RAW);
  checkDocuments(stdout);
  const lines = stderr.split('\n').filter((line) => line.startsWith('{'));
  const log = lines.map((line): LogLine => JSON.parse(line));
  return { status, signal, stdout, stderr, log, events: log.map(({ event }) => event) };
}

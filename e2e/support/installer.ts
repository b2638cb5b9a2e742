import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEADLINE, tooLong } from './deadline.js';
import { checkDocuments } from './documents.js';
import { unwrapped } from './in-process.js';
import { type Files, temporaryFolder, writeFiles } from './models.js';
import { NODE } from './node.js';
import { programFile } from './programs.js';
import { spawnToEnd } from './spawn.js';

/** The built helper, as it is shipped. */
export const INSTALLER = programFile('installer-helper', 'model-registry-installer');

/** The end of what the helper asks. */
export const ASKS = '[y/N] ';

const DRIVER = fileURLToPath(new URL('on-terminal.py', import.meta.url));

export interface SessionOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether there is a terminal to ask on; default: yes. */
  readonly terminal?: boolean;
  /** Where input comes from: by default the terminal, or nowhere where there is none. */
  readonly stdin?: 'terminal' | 'pipe' | 'empty';
  /** Where remarks go: by default to the terminal, or to a pipe where there is none. */
  readonly stderr?: 'terminal' | 'pipe';
  /** What to wait for on the screen, and what to type then. */
  readonly dialogue?: readonly (readonly [awaited: string, keys: string])[];
}

export interface SessionResult {
  /** Negative for a signal. */
  readonly status: number;
  readonly stdout: string;
  /** What did not go to the terminal. */
  readonly stderr: string;
  /** What the terminal showed, typed keys included. */
  readonly screen: string;
  /** How many steps of the dialogue were reached. */
  readonly typed: number;
}

/** Runs a program as a person runs it, and waits for its end. */
export function runSession(
  python: string,
  argv: readonly string[],
  options: SessionOptions = {},
): SessionResult {
  const { cwd = '/', env = {}, terminal = true, dialogue = [] } = options;
  const { stdin = terminal ? 'terminal' : 'empty' } = options;
  const { stderr = terminal ? 'terminal' : 'pipe' } = options;
  const spec = {
    ...{ argv, cwd, terminal, dialogue, seconds: DEADLINE / 1000 - 10 },
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LC_ALL: 'C.UTF-8', ...env },
    streams: { stdin, stderr },
  };
  const run = spawnToEnd(python, [DRIVER, JSON.stringify(spec)]);
  if (run.status !== 0) throw new Error(run.stderr);
  const result: SessionResult = JSON.parse(run.stdout);
  if (result.status === null) throw tooLong(`${argv.join(' ')}\n${result.screen}`);
  checkDocuments(result.stdout);
  return { ...result, stderr: unwrapped(result.stderr) };
}

/** Runs the helper in such a session. */
export function runInstaller(
  python: string,
  words: readonly string[],
  options?: SessionOptions,
): SessionResult {
  return runSession(python, [NODE, INSTALLER, ...words], options);
}

/** A bot's folder with a config and these models. */
export function botFolder(models: Files, config = 'model: {}\n'): string {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'models'));
  writeFiles(cwd, { 'config/config.yaml': config });
  writeFiles(join(cwd, 'models'), models);
  return cwd;
}

import { Readable } from 'node:stream';
import { type Program, runProgram, sentenceText } from '@org/model-registry-program';
import { withinDeadline } from './deadline.js';
import { checkDocuments } from './documents.js';

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  /** Without root's power to read everything; see `whyNotUnprivileged`. */
  readonly unprivileged?: boolean;
  /** Where the output goes instead of into the result: a descriptor, or nowhere. */
  readonly stdout?: number | 'ignore';
  readonly stderr?: number;
  /** The training command prints nothing, so that it needs no streams to print to. */
  readonly isSilent?: boolean;
  /** Leave stderr as a person sees it, with its sentences wrapped. */
  readonly asShown?: boolean;
}

export interface CliResult {
  readonly status: number | null;
  /** Not null where the command was killed. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a program from its source in this process, with a current directory, an environment and a
 * stdin of its own. One at a time, since a process has one of each.
 */
export function runInProcess(
  program: Program,
  words: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  const what = [program.name, ...words].join(' ').slice(0, 1000);
  const run = () => withinDeadline(what, () => runAlone(program, words, options));
  const result = last.then(run, run).then((result) => {
    checkDocuments(result.stdout);
    return result;
  });
  last = result;
  return result;
}

async function runAlone(
  program: Program,
  words: readonly string[],
  options: CliOptions,
): Promise<CliResult> {
  let stdout = '';
  let stderr = '';
  const show = (text: string) => {
    stderr += text;
  };
  const restore = surround(options);
  try {
    const status = await runProgram(program, words, {
      print: (text) => {
        stdout += text;
      },
      show,
      say: (remark) => show(sentenceText(program.name, remark)),
      sayError: (error) => show(sentenceText(program.name, error)),
      isTerminal: false,
    });
    return { status, signal: null, stdout, stderr: options.asShown ? stderr : unwrapped(stderr) };
  } finally {
    restore();
  }
}

function surround({ cwd, env, stdin = '' }: CliOptions): () => void {
  const before = { cwd: process.cwd(), env: { ...process.env } };
  const ownStdin = Object.getOwnPropertyDescriptor(process, 'stdin') as PropertyDescriptor;
  const input = Readable.from([Buffer.from(stdin)]);
  if (cwd !== undefined) process.chdir(cwd);
  setEnvironment(environment(env));
  Object.defineProperty(process, 'stdin', { ...ownStdin, get: () => input });
  return () => {
    process.chdir(before.cwd);
    setEnvironment(before.env);
    Object.defineProperty(process, 'stdin', ownStdin);
  };
}

/** This process's own environment without what would change every test, and with this. */
export function environment(env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { MODEL_REGISTRY_MODELS_DIR: _, ...own } = process.env;
  return { ...own, ...env };
}

function setEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  for (const [name, value] of Object.entries(env)) {
    if (process.env[name] !== value) process.env[name] = value;
  }
}

/** Sentences as they were before they were wrapped to 80 columns. */
export function unwrapped(text: string): string {
  const lines: string[] = [];
  let last = '';
  for (const line of text.split('\n')) {
    const [word = ''] = line.slice(2).split(' ');
    const goesOn = /^ {2}\S/.test(line) && last.length + 1 + word.length > 80;
    last = line;
    if (goesOn) lines.push(`${lines.pop()} ${line.slice(2)}`);
    else lines.push(line);
  }
  return lines.join('\n');
}

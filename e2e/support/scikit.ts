import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { limited } from './deadline.js';
import { environment } from './in-process.js';

const FORKS = fileURLToPath(new URL('forks.py', import.meta.url));

/** The modules that a script may need. */
export const SCIKIT = ['sklearn', 'joblib', 'numpy'] as const;

export interface ScriptOptions {
  readonly cwd?: string;
  /** The whole environment; default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
}

export interface ScriptResult {
  /** Negative for a signal. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Ask = (run: object) => Promise<ScriptResult>;

const servers = new Map<string, Ask>();

/**
 * Runs a script with scikit-learn and waits for its end: in a process of its own that has imported
 * it already, which is much faster than to start Python anew. One at a time.
 *
 * @param argv the script and its words; or `-c`, a program and its words
 */
export function runScript(
  python: string,
  argv: readonly string[],
  { cwd = '/', env = environment(), input = '' }: ScriptOptions = {},
): Promise<ScriptResult> {
  const ask = servers.get(python) ?? startServer(python);
  servers.set(python, ask);
  return limited(argv.join(' ').slice(0, 1000), ask({ argv, cwd, env, input }));
}

/** A server for as long as this process lives, whose end it does not hold up. */
function startServer(python: string): Ask {
  const child = spawn(python, ['-B', FORKS], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    // Threads do not live on in a fork.
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' },
  });
  const channel = child.stdio[3] as Duplex;
  const lines = createInterface({ input: channel })[Symbol.asyncIterator]();
  child.unref();
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const answer = last.then(async () => {
      channel.write(`${JSON.stringify(run)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${FORKS} has ended`);
      return JSON.parse(value) as ScriptResult;
    });
    last = answer.catch(() => {});
    return answer;
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { CLI } from './cli.js';
import { NODE } from './node.js';
import { until } from './running.js';
import { runScript } from './scikit.js';

const LIVE_BOT = fileURLToPath(new URL('../../examples/trading-bot/live_bot.py', import.meta.url));

/** One line of what the bot prints. */
export interface BotEvent extends Record<string, unknown> {
  readonly event: 'loaded' | 'signals' | 'kept' | 'unwatched';
}

export interface RunningBot {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** Waits for the next event that has these facts, after those that were waited for before. */
  comesTo(facts: Partial<BotEvent>): Promise<BotEvent>;
}

/** Runs the bot to its end. */
export async function runBot(python: string, words: readonly string[], cwd: string) {
  const { status, stdout, stderr } = await runScript(python, [LIVE_BOT, ...words], {
    cwd,
    env: environment(),
  });
  return { status, events: eventsIn(stdout), stderr };
}

/** Starts the bot; it is killed when the test ends. */
export function startBot(python: string, words: readonly string[], cwd: string): RunningBot {
  const child = spawn(python, ['-B', LIVE_BOT, ...words], {
    cwd,
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const events = () => eventsIn(stdout.slice(0, stdout.lastIndexOf('\n') + 1));
  let seen = 0;
  return {
    child,
    ended,
    async comesTo(facts) {
      const found = () => events().findIndex((event, at) => at >= seen && has(event, facts));
      await until(`${JSON.stringify(facts)} in\n${stdout}`, () => found() >= 0);
      seen = found() + 1;
      return events()[seen - 1] as BotEvent;
    },
  };
}

function has(event: BotEvent, facts: Partial<BotEvent>): boolean {
  return Object.entries(facts).every(([key, value]) => event[key] === value);
}

function eventsIn(stdout: string): BotEvent[] {
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line)));
}

function environment(): NodeJS.ProcessEnv {
  const { MODEL_REGISTRY_MODELS_DIR: _, ...env } = process.env;
  return { ...env, MODEL_REGISTRY_COMMAND: `'${NODE}' '${CLI}'` };
}

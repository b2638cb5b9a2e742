import { escapeText, wrapBehind } from '@org/model-registry-core';

type Level = 'info' | 'warn' | 'error';

/**
 * Tells on stderr what happens: to a person, or as one JSON object a line.
 *
 * @param event one of the names in docs/scheduling.md
 * @param message a sentence; escaped here
 * @param facts for programs; any values that JSON can hold
 * @param details lines that belong to it; escaped here
 */
export type Log = (
  level: Level,
  event: string,
  message: string,
  facts?: Readonly<Record<string, unknown>>,
  details?: readonly string[],
) => void;

const NAME = 'model-registry-retrain';
const LONGEST = 1_000;

/** Lines for a person, with what belongs to a sentence indented below it. */
export function humanLog(): Log {
  // A remark that nobody can read is lost; the exit status still tells.
  process.stderr.on('error', () => {});
  return (_, __, message, ___, details = []) => {
    const lines = message
      .split('\n')
      .flatMap((line, at) => wrap(at === 0 ? `${NAME}: ` : '  ', line));
    process.stderr.write(
      `${[...lines, ...details.flatMap((line) => wrap('  ', line))].join('\n')}\n`,
    );
  };
}

function wrap(label: string, line: string): string[] {
  return wrapBehind(label, escapeText(line, LONGEST));
}

/** One JSON object a line, written at once. */
export async function jsonLog(): Promise<Log> {
  // Loaded when it is needed: a person's terminal starts faster.
  const { pino } = await import('pino');
  const stderr = pino.destination({ dest: 2, sync: true });
  stderr.on('error', () => {});
  const logger = pino(
    {
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    // What is escaped stands in strings, where JSON has the same escapes.
    { write: (line) => stderr.write(`${escapeText(line.trimEnd(), Number.POSITIVE_INFINITY)}\n`) },
  );
  return (level, event, message, facts, details = []) => {
    logger[level]({ event, ...facts, ...(details.length > 0 && { details }) }, message);
  };
}

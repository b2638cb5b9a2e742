import { escapeText, wrapSentence } from '@org/model-registry-core';
import { type Io, sentenceText, withPlace } from '@org/model-registry-program';

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

/** Sentences on a terminal, and JSON elsewhere. */
export async function logTo(io: Io): Promise<Log> {
  return io.isTerminal ? humanLog(io) : jsonLog(io);
}

const NAME = 'model-registry-retrain';
const LONGEST = 1_000;

/** Lines for a person, with what belongs to a sentence indented below it. */
export function humanLog({ show }: Pick<Io, 'show'>): Log {
  return (level, _, message, __, details = []) => {
    show(sentenceText(NAME, message, COLOURS[level]));
    for (const line of details.flatMap((each) => wrap('  ', withPlace(each)))) show(`${line}\n`);
  };
}

const COLOURS = { info: undefined, warn: 'yellow', error: 'red' } as const;

function wrap(label: string, line: string): string[] {
  return wrapSentence(label, escapeText(line, LONGEST));
}

/** One JSON object a line. */
async function jsonLog({ show }: Io): Promise<Log> {
  // Loaded when it is needed: a person's terminal starts faster.
  const { pino } = await import('pino');
  const logger = pino(
    {
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    // What is escaped stands in strings, where JSON has the same escapes.
    { write: (line) => show(`${escapeText(line.trimEnd(), Number.POSITIVE_INFINITY)}\n`) },
  );
  return (level, event, message, facts, details = []) => {
    const more = details.length > 0 && { details: details.map(withPlace) };
    logger[level]({ event, ...facts, ...more }, withPlace(message));
  };
}

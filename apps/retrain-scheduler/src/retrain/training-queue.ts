import { rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseQueue, removeFromQueue } from '@org/model-registry-core';
import { readText, type TextRead } from '@org/model-registry-fs-scanner';
import { replaceFile, temporaryName } from '@org/model-registry-fs-store';
import type { Log } from '../log.js';

/** Where the bot writes down which symbols wait, from the current directory. */
export const QUEUE_FILE = 'data/new_symbol_training_queue.json';

/** Of more symbols, the others wait for a later training: they have to fit into a command line. */
const MOST_SYMBOLS = 1_000;

/** What waits, and what is wrong with the file; a broken one counts as empty. */
export interface TrainingQueue {
  readonly symbols: readonly string[];
  /** A reason's kind; null where nothing is wrong. */
  readonly broken: string | null;
}

export const EMPTY_QUEUE: TrainingQueue = { symbols: [], broken: null };

/**
 * Reads the queue; a file that is not there is empty.
 *
 * @throws Error with the system's error as `cause`, where the machine is to blame that it cannot be read
 */
export function readQueue(): TrainingQueue {
  const text = readText(QUEUE_FILE);
  if (text === null) return EMPTY_QUEUE;
  if (typeof text === 'object') return { symbols: [], broken: whyBroken(text) };
  const parsed = parseQueue(text);
  return parsed.ok
    ? { symbols: parsed.symbols.slice(0, MOST_SYMBOLS), broken: null }
    : { symbols: [], broken: parsed.reason };
}

function whyBroken(read: Exclude<TextRead, string | null>): string {
  return read.kind === 'metadata-unreadable' ? read.reason : (read.error.code ?? '');
}

/**
 * Takes the symbols out of the queue that the selected model has, whatever the bot added meanwhile.
 * Where that fails they stay, and a later run takes them out.
 */
export function takeTrained(symbols: readonly string[], log: Log): void {
  if (symbols.length === 0) return;
  try {
    takeFromQueue(symbols);
  } catch (error) {
    log('warn', 'queue-kept', `${QUEUE_FILE} stays as it is: ${(error as Error).message}`);
  }
}

/** Where the queue's new content stands before it replaces the file, which a killed run may leave. */
export const QUEUE_LEFTOVER = temporaryName(QUEUE_FILE);

/** Removes what a killed run left beside the queue; under the training lock, as it is written. */
export function recoverQueue(): void {
  rmSync(QUEUE_LEFTOVER, { force: true });
}

/**
 * Takes symbols out of the queue, and leaves all else as the bot wrote it.
 *
 * @throws Error where the file cannot be replaced, or the bot changed it just then
 */
function takeFromQueue(symbols: readonly string[]): void {
  const file = resolve(QUEUE_FILE);
  replaceFile(file, dirname(file), (text) => removeFromQueue(text, symbols));
}

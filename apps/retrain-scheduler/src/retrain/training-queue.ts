import { rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { removeFromQueue } from '@org/model-registry-core';
import { replaceFile, temporaryName } from '@org/model-registry-fs-store';
import { QUEUE_FILE } from '@org/model-registry-training-gate';
import type { Log } from '../log.js';

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

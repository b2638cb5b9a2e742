import {
  type Decision,
  type DiscoveredModel,
  delaySymbols,
  type Instant,
  type RetrainState,
} from '@org/model-registry-core';
import type { Log } from '../log.js';
import type { Outlook } from './look-ahead.js';
import { QUEUE_FILE, takeFromQueue } from './training-queue.js';

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

/** After a promotion: takes the symbols out of the queue that the selected model has. */
export function updateQueue(
  { queue, wanted, state }: Outlook,
  fresh: DiscoveredModel | undefined,
  { selection }: Decision,
  now: Instant,
  log: Log,
): RetrainState {
  const has = symbolsOf(selection.chosen?.model);
  takeTrained(
    queue.symbols.filter((symbol) => has.has(symbol)),
    log,
  );
  const left = queue.symbols.filter((symbol) => !has.has(symbol));
  const made = symbolsOf(fresh);
  const missed = [...wanted.keys()].filter((symbol) => !made.has(symbol));
  if (missed.length > 0) {
    const text = `the new model has not been trained on ${missed.join(', ')}`;
    log('warn', 'symbols-missed', text, { symbols: missed });
  }
  return delaySymbols(state, left, missed, now);
}

function symbolsOf(model: DiscoveredModel | undefined): ReadonlySet<string> {
  return new Set(model?.fields?.trainedSymbols);
}

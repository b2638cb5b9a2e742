import { parseQueue, type QueuedSymbols, type RegistryConfig } from '@org/model-registry-core';
import { readText, type TextRead } from '@org/model-registry-fs-scanner';

/** Where the bot writes down which symbols wait, from the current directory. */
export const QUEUE_FILE = 'data/new_symbol_training_queue.json';

/** Of more symbols, the others wait for a later training: they have to fit into a command line. */
const MOST_SYMBOLS = 1_000;

/**
 * Why the queue is not looked at: a model of a single symbol learns no other, so that no training would
 * empty the queue; or the config switches it off.
 */
export type QueueIgnored = 'single-symbol' | 'switched-off';

/** What waits, and why that is nothing. */
export interface TrainingQueue extends QueuedSymbols {
  /** Null where the queue was looked at. */
  readonly ignored: QueueIgnored | null;
  /** What is wrong with the file, which counts as empty: a reason's kind; null where nothing is. */
  readonly broken: string | null;
}

const EMPTY: TrainingQueue = { symbols: [], queuedAt: new Map(), ignored: null, broken: null };

/**
 * Reads the queue, where the config has one; a file that is not there is empty.
 *
 * @throws Error with the system's error as `cause`, where the machine is to blame that it cannot be read
 */
export function readQueue({ requirements, rotation }: RegistryConfig): TrainingQueue {
  if (requirements.trainingMode === 'single_symbol') return { ...EMPTY, ignored: 'single-symbol' };
  if (!rotation.trainNewSymbols) return { ...EMPTY, ignored: 'switched-off' };
  const text = readText(QUEUE_FILE);
  if (text === null) return EMPTY;
  if (typeof text === 'object') return { ...EMPTY, broken: whyBroken(text) };
  const parsed = parseQueue(text);
  if (!parsed.ok) return { ...EMPTY, broken: parsed.reason };
  const { symbols, queuedAt } = parsed;
  return { ...EMPTY, symbols: symbols.slice(0, MOST_SYMBOLS), queuedAt };
}

function whyBroken(read: Exclude<TextRead, string | null>): string {
  return read.kind === 'metadata-unreadable' ? read.reason : (read.error.code ?? '');
}

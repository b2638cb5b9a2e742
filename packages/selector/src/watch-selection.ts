import { setTimeout as after } from 'node:timers/promises';
import { Bell } from './bell.js';
import { type Decision, decide, type Situation } from './decide.js';
import { identityOf } from './selection-identity.js';
import { reasonFor, type WatchReason } from './watch-reason.js';
import { WatchedPaths } from './watched-paths.js';

/** What is watched, until when, and who is told of what goes wrong. */
export interface WatchOptions {
  /** What to decide from, asked before each look: a config file is read anew. */
  readonly situation: () => Situation | Promise<Situation>;
  /** Files that the situation comes from: a change of one is looked at at once. */
  readonly files: readonly string[];
  /** Ends the watching, and closes all that it has open. */
  readonly signal: AbortSignal;
  /**
   * Told of a look that failed (a config file that is half written, a directory that may not be
   * read): the last selection stays. What fails in the same way at each look is told once. The first
   * look is not forgiven.
   */
  readonly onError: (error: Error) => void;
}

/** The selection as it is from now on. */
export interface SelectionChange {
  readonly decision: Decision;
  readonly reason: WatchReason;
}

/** Milliseconds without an event after which a burst is over, and after which it is cut short. */
const QUIET = 20;
const LONGEST_BURST = 80;
/** Milliseconds between looks where no event comes: network file systems have none. */
const SHORTEST_POLL = 2_000;
const LONGEST_POLL = 8_000;
/** The share of the time that looks without an event may take, within these bounds. */
const SHARE = 0.005;

/**
 * Follows the selection: gives it now and at each change, verified, until the signal. Looks are
 * made after events of the file system, and now and then without one, since time passes and not
 * every file system has events. A consumer that is slow gets the latest selection and none of those
 * in between.
 *
 * @throws what {@link decide} throws, for the first look
 * @example
 * for await (const { decision } of watchSelection({ situation, files: [], signal, onError })) {
 *   load(decision.selection.chosen?.model);
 * }
 */
export async function* watchSelection(options: WatchOptions): AsyncGenerator<SelectionChange> {
  const { signal, onError } = options;
  const bell = new Bell();
  const ring = () => bell.ring();
  const paths = new WatchedPaths(ring);
  signal.addEventListener('abort', ring);
  let failure: string | null = null;
  const tell = (error: Error) => {
    if (error.message !== failure) onError(error);
    failure = error.message;
  };
  try {
    let before = await look(options, paths, bell);
    if (!signal.aborted) yield { decision: before.decision, reason: 'started' };
    while (!signal.aborted) {
      const started = performance.now();
      const now = await look(options, paths, bell).catch(tell);
      if (now) failure = null;
      if (now && !signal.aborted) {
        const isOther = now.identity !== before.identity;
        const reason = reasonFor(before.decision, now.decision);
        before = now;
        if (isOther) yield { decision: now.decision, reason };
      }
      await bell.wait(pollAfter(performance.now() - started));
      await settle(bell);
    }
  } finally {
    signal.removeEventListener('abort', ring);
    paths.close();
  }
}

/** Slower where a look takes long: a large directory, a busy machine. */
function pollAfter(milliseconds: number): number {
  return Math.min(Math.max(milliseconds / SHARE, SHORTEST_POLL), LONGEST_POLL);
}

interface Look {
  readonly decision: Decision;
  readonly identity: string | null;
}

/** Where there is more to watch than before, another look sees what happened there meanwhile. */
async function look(
  { situation, files }: WatchOptions,
  paths: WatchedPaths,
  bell: Bell,
): Promise<Look> {
  const now = await situation();
  if (paths.follow(now.modelsDir, files)) bell.ring();
  const decision = await decide(now);
  return { decision, identity: identityOf(decision) };
}

/** Until a burst of events is over; all of it is seen by the next look. */
async function settle(bell: Bell): Promise<void> {
  const until = performance.now() + LONGEST_BURST;
  do {
    bell.reset();
    await after(QUIET);
  } while (bell.isRung && performance.now() < until);
  bell.reset();
}

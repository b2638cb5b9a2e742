import { statSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { type Decision, modelDocument, toJson } from '@org/model-registry-core';
import { fileIdentity } from '@org/model-registry-fs-scanner';
import { decide, type Situation } from '../decide.js';
import { reasonFor, type WatchReason } from './watch-reason.js';

/** What is watched, until when, and who is told of failures. */
export interface WatchOptions {
  /** What to decide from. Asked before each look, so that it can read the config file again. */
  readonly situation: () => Situation | Promise<Situation>;
  /** Files that the situation comes from: a change of one brings a look at once. */
  readonly files: readonly string[];
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /**
   * Told of a look that failed (a config file that is half written, a directory without the right to
   * read it); the last selection stays. A failure that repeats itself is told once. The first look is
   * not forgiven: its failure is thrown.
   */
  readonly onError: (error: Error) => void;
}

/** The selection as it is from now on. */
export interface SelectionChange {
  readonly decision: Decision;
  readonly reason: WatchReason;
}

/** Milliseconds between two polls of the files that a selection depends on. */
const POLL = 40;
/** Milliseconds without a change after which a burst of changes is over; and its longest duration. */
const QUIET = 20;
const LONGEST_BURST = 80;
/**
 * A look that no change brought sees what the polls do not: that time has passed, or that the metadata
 * of a version that is not selected were edited in place. Such looks take at most this share of the
 * time, and are at least so many milliseconds apart.
 */
const SHARE = 0.005;
const SHORTEST_INTERVAL = 2_000;

/**
 * Follows the selection: gives it now and at each change, verified, until the signal. A consumer that
 * is slow gets the latest selection and none of those in between.
 *
 * Changes are found by polling a few files, which works on every file system, behind symlinks that
 * are switched and in folders that are replaced.
 *
 * @throws what {@link decide} throws, for the first look
 * @example
 * for await (const { decision } of watchSelection({ situation, files: [], signal, onError })) {
 *   load(decision.selection.chosen?.model);
 * }
 */
export async function* watchSelection(options: WatchOptions): AsyncGenerator<SelectionChange> {
  const { signal, onError } = options;
  let current = await look(options, new Map());
  let failure: string | null = null;
  if (!signal.aborted) yield { decision: current.decision, reason: 'started' };
  while (!signal.aborted) {
    const state = await nextState(current, signal);
    if (signal.aborted) return;
    const before = current;
    current = { ...before, state };
    try {
      current = await look(options, state);
      failure = null;
    } catch (error) {
      const { message } = error as Error;
      if (message !== failure) onError(error as Error);
      failure = message;
    }
    if (signal.aborted) return;
    if (current.identity !== before.identity) {
      yield { decision: current.decision, reason: reasonFor(before.decision, current.decision) };
    } else if (current.took > POLL) {
      // Other files may come and go in a large directory all the time: at most half of it for looks.
      await pause(current.took, signal);
    }
  }
}

interface Look {
  readonly decision: Decision;
  /** Tells the selected model from every other, one of the same version with other files included. */
  readonly identity: string | null;
  /** What is polled, and as it was before the look. */
  readonly state: State;
  /** Milliseconds. */
  readonly took: number;
}

/** By path, what a poll saw of a file or folder. */
type State = ReadonlyMap<string, string>;

/** @param seen what was polled before; the look tells nothing of what changes after that */
async function look({ situation, files }: WatchOptions, seen: State): Promise<Look> {
  const started = performance.now();
  const configs = poll(files, seen);
  const now = await situation();
  const { modelsDir, pin } = now.registry;
  const folder = poll([modelsDir, pin, ...files], new Map([...seen, ...configs]));
  const decision = await decide(now);
  const model = decision.selection.chosen?.model;
  const artifacts = model ? [model.modelPath, model.scalerPath, model.configPath] : [];
  const state = new Map([...folder, ...poll(artifacts, seen)]);
  return { decision, identity: identityOf(decision), state, took: performance.now() - started };
}

/** @param known what is not to be polled again */
function poll(paths: readonly (string | null)[], known: State = new Map()): State {
  const polled = paths.filter((path) => path !== null);
  return new Map(polled.map((path) => [path, known.get(path) ?? stateOf(path)]));
}

/** Symlinks are followed: another folder or file behind one is another state. */
function stateOf(path: string): string {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    return `${fileIdentity(stats)} ${stats?.ctimeNs}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown error';
  }
}

/** Waits for a change and until it is over, or until it is time for a look without one. */
async function nextState({ state, took }: Look, signal: AbortSignal): Promise<State> {
  const paths = [...state.keys()];
  const lookAt = performance.now() + Math.max(took / SHARE, SHORTEST_INTERVAL);
  let last = state;
  while (isSame(last, state)) {
    if (signal.aborted || performance.now() >= lookAt) return state;
    await pause(POLL, signal);
    last = poll(paths);
  }
  const until = performance.now() + LONGEST_BURST;
  for (let isOver = false; !isOver && !signal.aborted; ) {
    await pause(QUIET, signal);
    const now = poll(paths);
    isOver = isSame(now, last) || performance.now() >= until;
    last = now;
  }
  return last;
}

function isSame(a: State, b: State): boolean {
  return [...a].every(([path, state]) => b.get(path) === state);
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await after(milliseconds, undefined, { signal }).catch(() => {});
}

/** The model's document, and what tells its files from those that may replace them. */
function identityOf({ selection }: Decision): string | null {
  const model = selection.chosen?.model;
  if (!model) return null;
  const files = [model.modelPath, model.scalerPath].map((path) =>
    fileIdentity(
      path === null ? undefined : statSync(path, { bigint: true, throwIfNoEntry: false }),
    ),
  );
  return [toJson(modelDocument(model)), ...files].join(' ');
}

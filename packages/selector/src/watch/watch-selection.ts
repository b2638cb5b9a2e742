import { statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Choice,
  choiceOf,
  DAY,
  type Decision,
  entryNamesOf,
  filesOf,
  type Instant,
  type Layout,
  type ModelScan,
  modelDocument,
  reasonFor,
  recordedFilesOf,
  toJson,
  type WatchReason,
} from '@org/model-registry-core';
import { fileIdentity, type Registry, UnreadPinError } from '@org/model-registry-fs-scanner';
import { decide, decideAsReader, type Situation } from '../decide.js';
import { type SeenDirectory, seeDirectory } from './seen-directory.js';

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
  readonly choice: Choice;
  readonly reason: WatchReason;
}

/** A decision that was taken while a registry was watched. */
export interface RegistryLook {
  readonly situation: Situation;
  readonly decision: Decision;
  /** Why another model is selected than at the look before; null where the same one is. */
  readonly reason: WatchReason | null;
  /** Whether anything changed of what is polled; else it was only time for a look. */
  readonly hasChanged: boolean;
}

/** Milliseconds between two polls of the files that a selection depends on, for who loads models. */
const POLL = 50;
/** Milliseconds without a change after which a burst of changes is over; and its longest duration. */
const QUIET = 20;
const LONGEST_BURST = 80;
/**
 * A look that no change brought sees what the polls do not: that the metadata of a version that is not
 * selected were edited in place, or that it lost points by its age. Milliseconds between two of them, at
 * least, and for each version in the directory: so they take about a quarter of a percent of the time.
 * Where the selected model becomes too old there is one at that moment.
 */
const SHORTEST_INTERVAL = 4_000;
const INTERVAL_PER_VERSION = 10;
/** How often a model that is new is looked at until it is the same before and after verification. */
const MOST_REPEATS = 3;

/**
 * Follows the selection: gives it now and at each change, verified, until the signal. A consumer that
 * is slow gets the latest selection and none of those in between.
 *
 * @throws what {@link decide} throws, for the first look
 * @example
 * for await (const { choice } of watchSelection({ situation, files: [], signal, onError })) {
 *   load(choice.selection.chosen?.model);
 * }
 */
export async function* watchSelection(options: WatchOptions): AsyncGenerator<SelectionChange> {
  for await (const { look } of looks(options, POLL, () => null)) {
    const { choice, reason } = look;
    if (reason !== null) yield { choice, reason };
  }
}

/**
 * Follows a registry: gives each look that did not fail, whether it selects another model or not.
 *
 * Changes are found by polling a few files, which works on every file system, behind symlinks that
 * are switched and in folders that are replaced.
 *
 * @param interval milliseconds between two polls: an idle watch costs hardly more than these
 * @throws what {@link decide} throws, for the first look
 * @example
 * for await (const { decision, hasChanged } of watchRegistry({ situation, files, signal, onError })) {
 *   if (hasChanged) show(decision);
 * }
 */
export async function* watchRegistry(
  options: WatchOptions,
  interval = POLL,
): AsyncGenerator<RegistryLook> {
  for await (const { look, hasChanged } of looks(options, interval, (decision) => decision)) {
    const { situation, kept: decision, reason } = look;
    yield { situation, decision, reason, hasChanged };
  }
}

/**
 * @param keep what to hold of a decision until the next, beyond the choice: all else of a large directory is let go of
 *   at once, or would be walked by each collection of garbage
 */
async function* looks<Kept>(
  options: WatchOptions,
  interval: number,
  keep: (decision: Decision) => Kept,
): AsyncGenerator<{ readonly look: Look<Kept>; readonly hasChanged: boolean }> {
  const { signal, onError } = options;
  // Who begins without a pin that may not be read goes on so, as any reader does. Where it was readable
  // before, what is selected stays: it may be the pinned version.
  let current = await look(options, new Map(), null, decideAsReader, keep);
  const { unreadPin } = current.choice;
  if (unreadPin) onError(new UnreadPinError(unreadPin));
  let failure: string | null = null;
  if (!signal.aborted) yield { look: current, hasChanged: true };
  while (!signal.aborted) {
    const state = await nextState(current, interval, signal);
    if (signal.aborted) return;
    const before = current;
    current = { ...before, state };
    let isNew = false;
    try {
      const take = before.choice.unreadPin ? decideAsReader : decide;
      current = await look(options, state, before, take, keep);
      failure = null;
      isNew = true;
    } catch (error) {
      const kind = kindOf(error as Error);
      if (kind !== failure) onError(error as Error);
      failure = kind;
    }
    if (signal.aborted) return;
    if (isNew) yield { look: current, hasChanged: state !== before.state };
    if (current.identity === before.identity && current.took > POLL) {
      // Other files may come and go in a large directory all the time: at most half of it for looks.
      await pause(current.took, signal);
    }
  }
}

/** The same fault of the machine may hit another file each time: that is one failure. */
function kindOf({ message, cause }: Error): string {
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? message;
}

interface Look<Kept> {
  readonly situation: Situation;
  readonly choice: Choice;
  readonly kept: Kept;
  /** Why another model is selected than at the look before; null where the same one is. */
  readonly reason: WatchReason | null;
  /** How many versions the directory held. */
  readonly versions: number;
  readonly directory: SeenDirectory;
  /** Tells the selected model from every other, one of the same version with other files included. */
  readonly identity: string | null;
  /** What is polled, and as it was before the look. */
  readonly state: State;
  /** Milliseconds that the decision took. */
  readonly took: number;
  /** By the process's clock, when the selected model becomes too old. */
  readonly dueAt: number;
}

/** By path, what a poll saw of a file or folder. */
type State = ReadonlyMap<string, string>;

/**
 * @param seen what was polled before; the look tells nothing of what changes after that
 * @param before the last look; null for the first
 */
async function look<Kept>(
  { situation, files }: WatchOptions,
  seen: State,
  before: Look<Kept> | null,
  take: typeof decide,
  keep: (decision: Decision) => Kept,
): Promise<Look<Kept>> {
  const configs = poll(files, seen);
  const now = await situation();
  const { modelsDir, pin, results, fleet } = now.registry;
  const { store, requirements } = now.config;
  const asked = [...(requirements.live ? [results] : []), ...(store ? [fleet] : [])];
  let state: State = poll([modelsDir, pin, ...asked, ...files], new Map([...seen, ...configs]));
  for (let repeats = 0; ; repeats += 1) {
    const started = performance.now();
    const decision = await take(now);
    // After the decision: it may be of the directory that is gone by now, and is not given then.
    const seenNow = seeDirectory(now.registry, before?.directory ?? null);
    const paths = pathsOf(decision, now.registry);
    const isPolled = paths.every((path) => seen.has(path) || state.has(path));
    if (isPolled || repeats === MOST_REPEATS) {
      const artifacts = poll(paths, new Map([...seen, ...state]));
      const took = performance.now() - started;
      const dueAt = started + untilTooOld(decision, now.now);
      const identity = identityOf(decision);
      return {
        situation: now,
        choice: choiceOf(decision),
        kept: keep(decision),
        reason: reasonOf(before, identity, decision),
        versions: decision.scan.models.length,
        directory: seenNow,
        identity,
        state: new Map([...state, ...artifacts]),
        took,
        dueAt,
      };
    }
    // Verified again after they were polled: a write during the first verification would not show.
    state = new Map([...state, ...poll(paths, state)]);
  }
}

function reasonOf(
  before: Look<unknown> | null,
  identity: string | null,
  decision: Decision,
): WatchReason | null {
  if (before === null) return 'started';
  return identity === before.identity ? null : reasonFor(before.choice, decision);
}

function pathsOf({ selection, scan }: Decision, { layout }: Registry): string[] {
  const model = selection.chosen?.model;
  const files = model ? filesOf(model).map(([, path]) => path) : [];
  return layout.folder === null ? files : [...files, ...foldersOf(scan, layout)];
}

/** Versions whose folders are polled: what comes into them does not show in the models directory. */
const MOST_FOLDERS = 50;

function foldersOf({ location, models }: ModelScan, layout: Layout): string[] {
  const newest = models.slice(-MOST_FOLDERS);
  return newest.flatMap(({ version }) =>
    entryNamesOf(layout, version).map((name) => join(location, name)),
  );
}

/** Milliseconds until the selected model is above the highest age. */
function untilTooOld({ requirements, selection }: Decision, now: Instant): number {
  const trainingEnd = selection.chosen?.model.fields.trainingEnd;
  if (requirements.maxAgeDays === null || trainingEnd === undefined)
    return Number.POSITIVE_INFINITY;
  const left = requirements.maxAgeDays - Number(now - trainingEnd) / Number(DAY);
  return Math.max(left * 86_400_000, 0) + POLL;
}

/** @param known what is not to be polled again */
function poll(paths: readonly string[], known: State = new Map()): State {
  return new Map(paths.map((path) => [path, known.get(path) ?? stateOf(path)]));
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
async function nextState(
  { versions, state, dueAt }: Look<unknown>,
  interval: number,
  signal: AbortSignal,
): Promise<State> {
  const paths = [...state.keys()];
  const untilLook = Math.max(SHORTEST_INTERVAL, INTERVAL_PER_VERSION * versions);
  const until = Math.min(performance.now() + untilLook, dueAt);
  await whilePolling(() => performance.now() < until && isSame(state), interval, signal);
  let last = poll(paths);
  if (signal.aborted || isEqual(last, state)) return state;
  const latest = performance.now() + LONGEST_BURST;
  for (let isOver = false; !isOver && !signal.aborted; ) {
    await pause(QUIET, signal);
    const now = poll(paths);
    isOver = isEqual(now, last) || performance.now() >= latest;
    last = now;
  }
  return last;
}

/**
 * Waits as long as this holds, which it asks at each poll. One timer for all polls, and nothing else is
 * made for one: an idle watch is hardly more than its wake-ups.
 */
function whilePolling(holds: () => boolean, interval: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearInterval(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setInterval(() => holds() || end(), interval);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

/** Whether all is still as it was. */
function isSame(state: State): boolean {
  for (const [path, before] of state) if (stateOf(path) !== before) return false;
  return true;
}

function isEqual(a: State, b: State): boolean {
  return [...a].every(([path, state]) => b.get(path) === state);
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { setTimeout: after } = await import('node:timers/promises');
  await after(milliseconds, undefined, { signal }).catch(() => {});
}

/** The model's document, and what tells its files from those that may replace them. */
function identityOf({ selection }: Decision): string | null {
  const model = selection.chosen?.model;
  if (!model) return null;
  const files = recordedFilesOf(model).map(([, path]) =>
    fileIdentity(statSync(path, { bigint: true, throwIfNoEntry: false })),
  );
  return [toJson(modelDocument(model)), ...files].join(' ');
}

import * as z from 'zod/mini';
import { anyVersion } from '../models/version.js';
import { earlier, formatInstant, type Instant, parseTimestamp } from '../text/timestamp.js';
import type { Failures } from './retrain-plan.js';
import type { LeftOut, QueuedSymbols } from './symbol-queue.js';

/** What became of a run that trained. `killed`: it never came to its end. */
export const RUN_ACTIONS = ['promoted', 'not-promoted', 'failed', 'killed'] as const;
export type RunAction = (typeof RUN_ACTIONS)[number];

/** A run that is over. */
export interface PastRun {
  readonly started: Instant;
  /** When it ended; of a killed one, when that was noticed. */
  readonly ended: Instant;
  readonly action: RunAction;
  readonly version: string;
  /** Why, a line each; at most 20 of at most 300 characters. */
  readonly reasons: readonly string[];
}

/** A run that has begun, and is under way or was killed. */
export interface RunningRun {
  readonly started: Instant;
  readonly pid: number;
  readonly version: string;
  /** Whether its command writes into the models directory, where readers see what it makes. */
  readonly inPlace: boolean;
  /** Of the symbols that it is to have, those of the queue. */
  readonly queued: readonly string[];
}

/** What a retrain scheduler remembers from one run to the next. */
export interface RetrainState {
  /** Since the last promotion; null for none. */
  readonly failures: Failures | null;
  /** Symbols that promoted models were to have and have not. */
  readonly symbols: ReadonlyMap<string, LeftOut>;
  readonly running: RunningRun | null;
  /** The last 20, oldest first. */
  readonly runs: readonly PastRun[];
}

/** The state before the first run. */
export const NO_RETRAINS: RetrainState = {
  failures: null,
  symbols: new Map(),
  running: null,
  runs: [],
};

const MOST_RUNS = 20;
const MOST_SYMBOLS = 1_000;
const MOST_REASONS = 20;
const LONGEST_REASON = 300;

const isTime = (text: string) => parseTimestamp(text) !== null;
const schema = z.lazy(() => {
  const time = z.pipe(
    z.string().check(z.refine(isTime)),
    z.transform((text) => parseTimestamp(text) as Instant),
  );
  const version = anyVersion();
  const count = z.int().check(z.minimum(1));
  const symbol = z.string().check(z.maxLength(100));
  return z.object({
    failures: z.nullable(z.object({ count, at: time })),
    symbols: z
      .array(z.object({ symbol, count, at: time, queued_at: z.optional(z.nullable(time)) }))
      .check(z.maxLength(MOST_SYMBOLS)),
    running: z.nullable(
      z.pipe(
        z.object({
          started: time,
          pid: z.int().check(z.minimum(1)),
          version,
          in_place: z.optional(z.boolean()),
          queued: z.optional(z.array(symbol).check(z.maxLength(MOST_SYMBOLS))),
        }),
        z.transform(({ in_place = false, queued = [], ...running }) => ({
          ...running,
          ...{ inPlace: in_place, queued },
        })),
      ),
    ),
    runs: z
      .array(
        z.object({
          started: time,
          ended: time,
          action: z.enum(RUN_ACTIONS),
          version,
          reasons: z
            .array(z.string().check(z.maxLength(LONGEST_REASON)))
            .check(z.maxLength(MOST_REASONS)),
        }),
      )
      .check(z.maxLength(MOST_RUNS)),
  });
});

/**
 * Reads the value of a state file; unknown keys are dropped.
 *
 * @returns null for what is no state
 * @example parseRetrainState({ failures: null, symbols: [], running: null, runs: [] })
 */
export function parseRetrainState(value: unknown): RetrainState | null {
  const parsed = schema.safeParse(value);
  if (!parsed.success) return null;
  const symbols = parsed.data.symbols.map(
    ({ symbol, queued_at = null, ...left }) => [symbol, { ...left, queuedAt: queued_at }] as const,
  );
  return { ...parsed.data, symbols: new Map(symbols) };
}

/**
 * The state as a value for JSON: `parseRetrainState` reads it again, times cut to milliseconds.
 *
 * @example retrainStateDocument(NO_RETRAINS).symbols // []
 */
export function retrainStateDocument({ failures, symbols, running, runs }: RetrainState) {
  const timed = ({ count, at }: Failures) => ({ count, at: formatInstant(at) });
  return {
    failures: failures && timed(failures),
    symbols: [...symbols].map(([symbol, { queuedAt, ...left }]) => ({
      ...{ symbol, ...timed(left) },
      queued_at: queuedAt === null ? null : formatInstant(queuedAt),
    })),
    running: running && runningDocument(running),
    runs: runs.map((run) => ({
      ...run,
      started: formatInstant(run.started),
      ended: formatInstant(run.ended),
    })),
  };
}

function runningDocument({ started, pid, version, inPlace, queued }: RunningRun) {
  return { started: formatInstant(started), pid, version, in_place: inPlace, queued };
}

/**
 * When a training was last promoted; null where the runs that are kept tell of none.
 *
 * @example modelAge(live, lastPromotedAt(state), policy, now)
 */
export function lastPromotedAt({ runs }: RetrainState): Instant | null {
  return runs.filter(({ action }) => action === 'promoted').at(-1)?.ended ?? null;
}

/**
 * The state after a run: it is the last of `runs`, and a promotion clears the failures, all else is
 * one more.
 *
 * @param failedAt when it failed, if it did; of a killed run, when it began
 * @example endRun(state, { started, ended, action: 'failed', version: '1.1', reasons: [] }, ended)
 */
export function endRun(state: RetrainState, run: PastRun, failedAt: Instant): RetrainState {
  const { ended, action, reasons } = run;
  const at = earlier(failedAt, ended);
  const kept = reasons.slice(0, MOST_REASONS).map((reason) => reason.slice(0, LONGEST_REASON));
  return {
    ...state,
    failures: action === 'promoted' ? null : { count: (state.failures?.count ?? 0) + 1, at },
    running: null,
    runs: [...state.runs, { ...run, reasons: kept }].slice(-MOST_RUNS),
  };
}

/**
 * The state after a promotion, as far as the queued symbols are concerned: those that the new model was
 * to have and has not are left out (once more), and of those that are not queued any more nothing is
 * kept; nor of more than the first 1,000.
 *
 * @param queue what waits now
 * @param missed those that the promoted model was to have and has not
 * @param at when it was promoted
 * @example leaveOut(NO_RETRAINS, { symbols: ['A'], queuedAt: new Map() }, ['A'], now).symbols.get('A')
 */
export function leaveOut(
  state: RetrainState,
  { symbols: queued, queuedAt }: QueuedSymbols,
  missed: readonly string[],
  at: Instant,
): RetrainState {
  const isMissed = new Set(missed);
  const symbols = new Map<string, LeftOut>();
  for (const symbol of queued.slice(0, MOST_SYMBOLS)) {
    const before = state.symbols.get(symbol);
    const count = (before?.count ?? 0) + 1;
    const left = { count, at, queuedAt: queuedAt.get(symbol) ?? null };
    if (isMissed.has(symbol)) symbols.set(symbol, left);
    else if (before) symbols.set(symbol, before);
  }
  return { ...state, symbols };
}

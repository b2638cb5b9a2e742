import type { RotationPolicy } from '../config/parse-config.js';
import { DAY, earlier, type Instant, later, nanosecondsOf, plus } from '../text/timestamp.js';

const HOUR = 3_600_000_000_000n;

/** Where a model's age is counted from; `last_promotion`: perhaps of another model. */
export const AGE_SOURCES = [
  'training_end_timestamp',
  'training_date',
  'mtime',
  'published_at',
  'last_promotion',
] as const;
export type AgeSource = (typeof AGE_SOURCES)[number];

/** The selected model, as far as its age is concerned. */
export interface LiveModel {
  readonly version: string;
  /** The moments that its age may be counted from; those that are not known are not in here. */
  readonly times: Readonly<Partial<Record<AgeSource, Instant>>>;
}

/** Attempts that failed since the last success. */
export interface Failures {
  /** At least 1. */
  readonly count: number;
  /** When the last one ended. */
  readonly at: Instant;
}

/** What a retrain is decided from. */
export interface RetrainSituation {
  /** The selected model; null for none. */
  readonly live: LiveModel | null;
  /** The version that is pinned; null for none. */
  readonly pinned: string | null;
  /** Symbols whose training is due: see `symbolDueAt`. */
  readonly queuedSymbols: readonly string[];
  readonly failures: Failures | null;
  /** When a model was last promoted; null where that is not known. */
  readonly promotedAt: Instant | null;
  /** Train whatever speaks against it. */
  readonly force: boolean;
}

/** What speaks for a training. */
export type DueReason =
  | { readonly kind: 'forced' }
  | { readonly kind: 'no-model' }
  /** Days of 24 hours: the age is at least {@link dueFromDays} of the limit. */
  | {
      readonly kind: 'old';
      readonly version: string;
      readonly ageDays: number;
      readonly limitDays: number;
      readonly from: AgeSource;
    }
  /** No time is known, or all lie so far ahead that a clock was wrong. */
  | { readonly kind: 'age-unknown'; readonly version: string }
  | { readonly kind: 'queued-symbols'; readonly symbols: readonly string[] };

/** What keeps it from being done now. */
export type WaitReason =
  | { readonly kind: 'disabled' }
  | { readonly kind: 'pinned'; readonly version: string }
  | {
      readonly kind: 'young';
      readonly version: string;
      readonly ageDays: number;
      readonly limitDays: number;
      readonly from: AgeSource;
      readonly dueAt: Instant;
    }
  | { readonly kind: 'backoff'; readonly failureCount: number; readonly until: Instant };

/** Whether to train now, and why; `reasons` has at least one. */
export type RetrainPlan =
  | { readonly action: 'train'; readonly reasons: readonly DueReason[] }
  /** `due` is what would speak for a training, were it not for the reasons. */
  | {
      readonly action: 'wait';
      readonly reasons: readonly WaitReason[];
      readonly due: readonly DueReason[];
    };

/**
 * Decides whether a model is to be trained now. Due is a training where no model is selected, where
 * the selected one is old enough, and where symbols wait; a pin, a backoff after failures and a
 * policy that is not enabled keep it from being done; `force` overrides them all.
 *
 * @example planRetrain({ live: null, pinned: null, queuedSymbols: [], failures: null,
 *   promotedAt: null, force: false }, policy, now) // { action: 'train', reasons: [{ kind: 'no-model' }] }
 */
export function planRetrain(
  { live, pinned, queuedSymbols, failures, promotedAt, force }: RetrainSituation,
  policy: RotationPolicy,
  now: Instant,
): RetrainPlan {
  const age = live && ageOf(live, promotedAt, policy, now);
  const due: DueReason[] = [];
  if (age === null) due.push({ kind: 'no-model' });
  else if (age.kind !== 'young') due.push(age);
  if (queuedSymbols.length > 0) due.push({ kind: 'queued-symbols', symbols: queuedSymbols });
  if (force) return { action: 'train', reasons: [{ kind: 'forced' }, ...due] };

  const against: WaitReason[] = [];
  if (!policy.enabled) against.push({ kind: 'disabled' });
  if (pinned !== null) against.push({ kind: 'pinned', version: pinned });
  if (failures) {
    const until = backoffEnd(failures, now);
    if (until > now) against.push({ kind: 'backoff', failureCount: failures.count, until });
  }
  if (due.length === 0 && age?.kind === 'young') against.push(age);
  return against.length > 0
    ? { action: 'wait', reasons: against, due }
    : { action: 'train', reasons: due };
}

type Age =
  | Extract<DueReason, { kind: 'old' | 'age-unknown' }>
  | Extract<WaitReason, { kind: 'young' }>;

function ageOf(
  live: LiveModel,
  promotedAt: Instant | null,
  policy: RotationPolicy,
  now: Instant,
): Age {
  const { version } = live;
  const age = modelAge(live, promotedAt, policy, now);
  if (age === null) return { kind: 'age-unknown', version };
  const { from, at, days: ageDays } = age;
  const limitDays = policy.frequencyDays;
  const dueFrom = nanosecondsOf(dueFromDays(limitDays));
  return now - at >= dueFrom
    ? { kind: 'old', version, ageDays, limitDays, from }
    : { kind: 'young', version, ageDays, limitDays, from, dueAt: plus(at, dueFrom) };
}

/** How old a model is, and what that is counted from. */
export interface ModelAge {
  readonly days: number;
  readonly from: AgeSource;
  readonly at: Instant;
}

/**
 * The age of a model, counted from the later of training end and publication. A time that lies ahead by more than the
 * retrain frequency was written with another clock and is left out, so that a clock that was set
 * back neither keeps a model from ever growing old nor trains again and again. A model without any
 * other time is as old as the last promotion: its recency may win it the selection back from the
 * model that was trained in its place.
 *
 * @returns null where no time is known
 * @example modelAge(live, null, config.rotation, now)?.days
 */
export function modelAge(
  { times }: LiveModel,
  promotedAt: Instant | null,
  policy: RotationPolicy,
  now: Instant,
): ModelAge | null {
  const limit = nanosecondsOf(policy.frequencyDays);
  const trained = TRAINED[policy.ageFrom].find((source) => isPlausible(times[source]));
  const sources = [trained, 'published_at' as const].filter((source) => source !== undefined);
  let latest: { from: AgeSource; at: Instant } | null = null;
  for (const from of sources) {
    const at = times[from];
    if (isPlausible(at) && (latest === null || at > latest.at)) latest = { from, at };
  }
  if (latest === null && promotedAt !== null && isPlausible(promotedAt)) {
    latest = { from: 'last_promotion', at: promotedAt };
  }
  if (latest === null) return null;
  const { from, at } = latest;
  return { from, at, days: Number(now > at ? now - at : 0n) / Number(DAY) };

  function isPlausible(at: Instant | undefined): at is Instant {
    return at !== undefined && at - now <= limit;
  }
}

/**
 * From which age on a model is due: a tenth of the period earlier than it, at most 12 hours. Whatever
 * runs as often as the period may start a little early, and would skip every second time.
 *
 * @example dueFromDays(1) // 0.9
 */
export function dueFromDays(frequencyDays: number): number {
  return frequencyDays - Math.min(frequencyDays / 10, 0.5);
}

const TRAINED = {
  metadata: ['training_end_timestamp', 'training_date', 'mtime'],
  mtime: ['mtime'],
} as const;

const FIRST_WAIT = HOUR;
const LONGEST_WAIT = 24n * HOUR;

/**
 * When the next attempt may be made: an hour after the first failure, twice as long after each
 * further one, at most 24 hours. A failure that lies ahead was written with another clock and
 * delays nothing: the next one is written with this clock.
 *
 * @example backoffEnd({ count: 2, at: now }, now) // two hours from now
 */
export function backoffEnd({ count, at }: Failures, now: Instant): Instant {
  if (at > now) return now;
  const wait = FIRST_WAIT << BigInt(Math.min(count - 1, 5));
  return plus(at, wait < LONGEST_WAIT ? wait : LONGEST_WAIT);
}

/**
 * When the next training will be made, where only time stands in its way.
 *
 * @param waiting from when on each symbol in the queue makes a training due, for those that do not yet
 * @returns null where time alone does not bring it about: not enabled, or a pin
 * @example nextAttempt({ action: 'train', reasons: [{ kind: 'no-model' }] }, [], now) // now
 */
export function nextAttempt(
  plan: RetrainPlan,
  waiting: Iterable<Instant>,
  now: Instant,
): Instant | null {
  if (plan.action === 'train') return now;
  if (plan.reasons.some(({ kind }) => kind === 'disabled' || kind === 'pinned')) return null;
  const until = plan.reasons.find((reason) => reason.kind === 'backoff')?.until ?? now;
  const dueAt = plan.reasons.find((reason) => reason.kind === 'young')?.dueAt ?? now;
  return later(until, [...waiting].reduce(earlier, dueAt));
}

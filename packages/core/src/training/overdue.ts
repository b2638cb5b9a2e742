import type { RotationPolicy } from '../config/parse-config.js';
import type { Instant } from '../text/timestamp.js';
import { type LiveModel, modelAge } from './retrain-plan.js';

/**
 * From which age on a model is overdue: a tenth of the period later than it, at least a day. Whatever runs
 * once a day has had its chance by then.
 *
 * @example overdueFromDays(30) // 33
 */
export function overdueFromDays(frequencyDays: number): number {
  return frequencyDays + Math.max(frequencyDays / 10, 1);
}

/** What tells whether a retraining is overdue. */
export interface RetrainNeed {
  /** The selected model; null for none. */
  readonly live: LiveModel | null;
  /** The version that is pinned; null for none. */
  readonly pinned: string | null;
  /** When a model was last promoted; null where that is not known. */
  readonly promotedAt: Instant | null;
}

/**
 * Whether a retraining should have been made by now and was not: the runs fail, or nothing runs them. Never
 * where retraining is not enabled, or a pin keeps it from being made. Without a model it always is.
 *
 * @example isOverdue({ live: null, pinned: null, promotedAt: null }, policy, now) // policy.enabled
 */
export function isOverdue(
  { live, pinned, promotedAt }: RetrainNeed,
  policy: RotationPolicy,
  now: Instant,
): boolean {
  if (!policy.enabled || pinned !== null) return false;
  if (live === null) return true;
  const age = modelAge(live, promotedAt, policy, now);
  return age !== null && age.days >= overdueFromDays(policy.frequencyDays);
}

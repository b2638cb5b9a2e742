import { earlier, type Instant, later } from '../text/timestamp.js';
import { backoffEnd, type Failures, type RetrainPlan } from './retrain-plan.js';

/**
 * When a training will be made that nothing but time keeps from being made now.
 *
 * @param waiting symbols in the queue that wait for a backoff of their own
 * @returns null where time alone does not bring it about: not enabled, or a pin
 * @example nextAttempt({ action: 'train', reasons: [{ kind: 'no-model' }] }, [], now) // now
 */
export function nextAttempt(
  plan: RetrainPlan,
  waiting: Iterable<Failures>,
  now: Instant,
): Instant | null {
  if (plan.action === 'train') return now;
  if (plan.reasons.some(({ kind }) => kind === 'disabled' || kind === 'pinned')) return null;
  const until = plan.reasons.find((reason) => reason.kind === 'backoff')?.until ?? now;
  const dueAt = plan.reasons.find((reason) => reason.kind === 'young')?.dueAt ?? now;
  const due = [...waiting].map((failures) => backoffEnd(failures, now)).reduce(earlier, dueAt);
  return later(until, due);
}

import { inDays, wholeSeconds } from '../text/timestamp.js';
import { type DueReason, dueFromDays, type WaitReason } from '../training/retrain-plan.js';

/**
 * Why a training is due, or what keeps it from being done, in words; not escaped.
 *
 * @example retrainReasonText({ kind: 'no-model' }) // 'there is no compatible model'
 */
export function retrainReasonText(reason: DueReason | WaitReason): string {
  switch (reason.kind) {
    case 'forced':
      return 'asked for with --force';
    case 'no-model':
      return 'there is no compatible model';
    case 'old':
      return `${age(reason)}, and due from ${limit(reason.limitDays)} on`;
    case 'young':
      return `${age(reason)}, and due from ${limit(reason.limitDays)} on, at ${wholeSeconds(reason.dueAt)}`;
    case 'age-unknown':
      return `the age of version ${reason.version} is not known`;
    case 'queued-symbols':
      return `symbols wait for a training: ${reason.symbols.join(', ')}`;
    case 'disabled':
      return 'operations.model_rotation.enabled is not true';
    case 'pinned':
      return `version ${reason.version} is pinned`;
    case 'backoff':
      return `${runsText(reason.failureCount)} without a new model; next attempt after ${wholeSeconds(reason.until)}`;
  }
}

/**
 * So many runs, in words.
 *
 * @example runsText(1) // '1 run'
 */
export function runsText(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`;
}

function age({
  version,
  ageDays,
  from,
}: Extract<DueReason, { kind: 'old' }> | Extract<WaitReason, { kind: 'young' }>) {
  return `version ${version} is ${days(ageDays)} old by ${SOURCES[from]}`;
}

const SOURCES = {
  training_end_timestamp: 'its training_end_timestamp',
  training_date: 'its training_date',
  published_at: 'its published_at',
  mtime: 'its model file',
  last_promotion: 'the last promotion',
} as const;

/** Rounded up to a hundredth, as an age is rounded down: no age that is too low looks due. */
function limit(frequencyDays: number): string {
  return inDays(Math.ceil(Number((dueFromDays(frequencyDays) * 100).toFixed(6))) / 100);
}

function days(count: number): string {
  return inDays(Math.floor(count * 10) / 10);
}

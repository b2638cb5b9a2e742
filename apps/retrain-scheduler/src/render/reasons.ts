import {
  type DueReason,
  dueFromDays,
  formatInstant,
  type Instant,
  inDays,
  type WaitReason,
} from '@org/model-registry-core';
import type { Outlook } from '../retrain/look-ahead.js';
import type { QueueIgnored } from '../retrain/training-queue.js';

/** Why a training is due, or what keeps it from being done, in words. */
function reasonText(reason: DueReason | WaitReason): string {
  switch (reason.kind) {
    case 'forced':
      return 'asked for with --force';
    case 'no-model':
      return 'there is no compatible model';
    case 'old':
      return `${age(reason)}, and due from ${limit(reason.limitDays)} on`;
    case 'young':
      return `${age(reason)}, and due from ${limit(reason.limitDays)} on, at ${timeText(reason.dueAt)}`;
    case 'age-unknown':
      return `the age of version ${reason.version} is not known`;
    case 'queued-symbols':
      return `symbols wait for a training: ${reason.symbols.join(', ')}`;
    case 'disabled':
      return 'operations.model_rotation.enabled is not true';
    case 'pinned':
      return `version ${reason.version} is pinned`;
    case 'backoff':
      return `${attempts(reason.failureCount)} without a new model; next attempt after ${timeText(reason.until)}`;
  }
}

/** All of them, the ones that would speak for a training behind those against it. */
export function planText({ plan, queue }: Pick<Outlook, 'plan' | 'queue'>): string {
  const reasons = plan.reasons.map(reasonText).join('; ');
  const ignored = queue.ignored === null ? '' : `. The queue is ${ignoredText(queue.ignored)}`;
  if (plan.action === 'train') return `a training is due: ${reasons}${ignored}`;
  const due = plan.due.map(reasonText).join('; ');
  return `this job will not train: ${reasons}${due ? `. It would be due: ${due}` : ''}${ignored}`;
}

/** Why the queue is not looked at. */
export function ignoredText(ignored: QueueIgnored): string {
  return `not looked at: ${IGNORED[ignored]}`;
}

const IGNORED = {
  'single-symbol': 'model.training_mode is single_symbol',
  'switched-off': 'model.auto_train_new_symbols is false',
} as const;

/** Whole seconds. */
export function timeText(instant: Instant): string {
  return `${formatInstant(instant).slice(0, 19)}Z`;
}

export function attempts(count: number): string {
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

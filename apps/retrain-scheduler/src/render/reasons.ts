import { retrainReasonText } from '@org/model-registry-core';
import type { Outlook, QueueIgnored } from '@org/model-registry-training-gate';

/** Why a training is due or not: the reasons that would speak for one behind those against it. */
export function planText({ plan, queue }: Pick<Outlook, 'plan' | 'queue'>): string {
  const reasons = plan.reasons.map(retrainReasonText).join('; ');
  const ignored = queue.ignored === null ? '' : `. The queue is ${ignoredText(queue.ignored)}`;
  if (plan.action === 'train') return `a training is due: ${reasons}${ignored}`;
  const due = plan.due.map(retrainReasonText).join('; ');
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

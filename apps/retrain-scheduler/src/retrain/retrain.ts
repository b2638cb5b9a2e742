import {
  judgePromotion,
  missingMetrics,
  namesText,
  remarksOnFuture,
  remarksOnPin,
  remarkText,
  unusableText,
  warningsOnUnread,
} from '@org/model-registry-core';
import { readRetrainState } from '@org/model-registry-fs-store';
import { decide } from '@org/model-registry-selector';
import { lookAhead, type Outlook, QUEUE_FILE } from '@org/model-registry-training-gate';
import type { Log } from '../log.js';
import { outlookDocument } from '../render/document.js';
import { planText } from '../render/reasons.js';
import type { Scheduler } from '../scheduler.js';
import type { RunResult } from './conclude-run.js';
import { recoverUntrained } from './recover-runs.js';
import { trainNow } from './train-now.js';

/** How a run was asked for. */
export interface RunOptions {
  readonly force: boolean;
  /** Only decide. */
  readonly dryRun: boolean;
}

/**
 * One run: decides whether a training is due, and if so trains, judges and publishes.
 *
 * @throws InterruptedError, PinError, or Error for failing IO
 */
export async function retrain(
  scheduler: Scheduler,
  { force, dryRun }: RunOptions,
  log: Log,
): Promise<RunResult> {
  const { state, isBroken } = readRetrainState(scheduler.registry);
  const decision = await decide(scheduler);
  // Not where nothing can be read: that is told by itself.
  if (isBroken) log('warn', 'state-broken', STATE_BROKEN);
  const outlook = lookAhead(scheduler.config, decision, state, scheduler.clock(), force);
  for (const { warning } of scheduler.remarks) log('warn', 'config-keys', warning);
  warnOfQueue(outlook, log);
  for (const remark of remarksOnPin(decision))
    log('warn', 'pinned', remarkText(remark), { pin: decision.pin });
  for (const { warning } of warningsOnUnread(decision)) log('warn', 'not-read', warning);
  for (const text of remarksOnFuture(decision.scan, outlook.now))
    log('warn', 'future-timestamp', text);
  log('info', 'decision', planText(outlook), outlookDocument(outlook));
  if (dryRun) {
    warnOfMetrics(scheduler, outlook, log);
    return { action: 'dry-run', outlook };
  }
  if (outlook.plan.action === 'train') return trainNow(scheduler, outlook, force, log);
  const kinds = outlook.plan.reasons.map(({ kind }) => kind);
  if (kinds.includes('disabled')) return { action: 'disabled', outlook };
  await recoverUntrained(scheduler, outlook, log);
  return { action: kinds.includes('backoff') ? 'waiting' : 'not-due', outlook };
}

const STATE_BROKEN = '.registry/retrain.json cannot be used: what earlier runs did is forgotten';

function brokenQueueText(reason: string): string {
  const why =
    reason === 'wrong-types' ? 'queued_symbols is no list of texts' : unusableText(reason);
  return `${QUEUE_FILE} counts as empty: ${why}; correct or remove it`;
}

function warnOfQueue({ queue, unfit }: Outlook, log: Log): void {
  if (queue.broken !== null) {
    const facts = { file: QUEUE_FILE, reason: queue.broken };
    log('warn', 'queue-broken', brokenQueueText(queue.broken), facts);
  }
  if (unfit.length > 0) {
    const shown = JSON.stringify(unfit.slice(0, 10));
    log('warn', 'symbols-left-out', `symbols that no command line can hold: ${shown}`);
  }
}

/** A criterion that the live model could not even be asked may have a misspelt name. */
function warnOfMetrics({ config }: Scheduler, { live }: Outlook, log: Log): void {
  if (!live?.fields) return;
  const { criteria } = config.rotation;
  const results = judgePromotion(live.fields, null, criteria);
  const missing = results.filter(({ unusable }) => unusable === 'missing');
  const there = missingMetrics(live.fields, null, criteria);
  const only = there?.names.length ? `, only ${namesText(there)}` : '';
  for (const { criterion, metric } of missing) {
    const text = `${criterion}: version ${live.version} has no metric ${metric}${only}; is its name right?`;
    log('warn', 'metric-missing', text, { criterion, metric });
  }
  const useless = results.find(({ criterion }) => criterion === 'require_outperformance');
  if (useless && useless.unusable !== null && useless.unusable !== 'missing') {
    const { criterion, metric } = useless;
    const text = `${criterion}: nothing can be compared with the ${metric} of version ${live.version}: no model will be promoted`;
    log('warn', 'metric-unusable', text, { criterion, metric });
  }
}

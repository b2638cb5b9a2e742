import { formatInstant, type Instant } from '@org/model-registry-core';
import type { Outlook } from '@org/model-registry-training-gate';
import type { RunResult } from '../retrain/conclude-run.js';
import { judgementFacts } from './endings.js';

/** Facts as JSON has them: snake_case keys, moments as ISO 8601. */
function plain(value: object): Record<string, unknown> {
  const entries = Object.entries(value).map(([key, fact]) => [
    key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    typeof fact === 'bigint' ? formatInstant(fact as Instant) : fact,
  ]);
  return Object.fromEntries(entries);
}

/** What both documents and the log say about the decision. */
export function outlookDocument({ plan, live, next, queue, symbols }: Outlook) {
  return {
    selected_version: live?.version ?? null,
    due: plan.action === 'train',
    reasons: plan.reasons.map(plain),
    would_be_due: plan.action === 'wait' ? plan.due.map(plain) : [],
    next_due: next === null ? null : formatInstant(next),
    queued_symbols: queue.symbols,
    queue_ignored: queue.ignored,
    symbols,
  };
}

/** `model-registry/retrain@1` */
export function runDocument(result: RunResult, remarks: readonly string[]) {
  const isTrained = 'version' in result;
  return {
    schema: 'model-registry/retrain@1',
    action: result.action,
    ...outlookDocument(result.outlook),
    version: isTrained ? result.version : null,
    messages: isTrained ? result.reasons : [],
    failed_criteria: 'judgement' in result ? judgementFacts(result.judgement) : [],
    criteria: 'judgement' in result ? result.judgement.criteria : [],
    folder: 'folder' in result ? result.folder : null,
    extras: result.action === 'promoted' ? result.extras : null,
    holder: 'error' in result ? result.error.holder : null,
    remarks,
  };
}

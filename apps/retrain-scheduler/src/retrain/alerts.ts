import {
  type Alert,
  type AlertEvent,
  type Instant,
  isOverdue,
  lastPromotedAt,
  type RetrainState,
  type RotationPolicy,
  selectionChanged,
} from '@org/model-registry-core';
import { liveModelOf } from '@org/model-registry-fs-scanner';
import type { RunResult } from './conclude-run.js';

/**
 * What a run has to tell: what became of its training, that another version is selected, and that it leaves
 * a retraining overdue. A run that trained nothing tells nothing of it.
 *
 * @example alertsOf(result, config.rotation, clock())
 */
export function alertsOf(result: RunResult, policy: RotationPolicy, at: Instant): Alert[] {
  if (!('version' in result)) return [];
  const { version, reasons, outlook } = result;
  const previousVersion = outlook.live?.version ?? null;
  const isPromoted = result.action === 'promoted';
  const selectedVersion = isPromoted ? result.selected : previousVersion;
  const facts = { at, version, previousVersion, selectedVersion };
  return [
    { event: EVENTS[result.action], ...facts, reasons },
    ...selectionChanged(facts, 'promoted'),
    ...(!isPromoted && isLeftOverdue(result, policy, at)
      ? [{ event: 'overdue' as const, ...facts, version: previousVersion, reasons: [] }]
      : []),
  ];
}

/**
 * That the run before this one never came to its end, where this one found that out.
 *
 * @param before the state when this run began
 * @param after the state when it ended
 * @example alertsOnKilled(before, readRetrainState(registry).state, result, clock())
 */
export function alertsOnKilled(
  { running }: RetrainState,
  { runs }: RetrainState,
  { outlook }: RunResult,
  at: Instant,
): Alert[] {
  const killed = runs.find(
    ({ action, started }) => action === 'killed' && started === running?.started,
  );
  if (killed === undefined) return [];
  const { version, reasons } = killed;
  const selected = outlook.live?.version ?? null;
  const facts = { at, version, previousVersion: selected, selectedVersion: selected, reasons };
  return [{ event: 'failed', ...facts }];
}

const EVENTS: Readonly<Record<'promoted' | 'not-promoted' | 'failed', AlertEvent>> = {
  promoted: 'promoted',
  'not-promoted': 'rejected',
  failed: 'failed',
};

function isLeftOverdue({ outlook }: RunResult, policy: RotationPolicy, at: Instant): boolean {
  const { live, decision, state } = outlook;
  const need = {
    live: live && liveModelOf(live, at),
    pinned: decision.pin?.version ?? null,
    promotedAt: lastPromotedAt(state),
  };
  return isOverdue(need, policy, at);
}

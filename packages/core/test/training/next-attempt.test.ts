import { expect, it } from 'vitest';
import { nextAttempt, plus, type RetrainPlan, type WaitReason } from '../../src/index.js';
import { at } from '../fixtures.js';

const NOW = at('2026-03-31T00:00:00Z');
const HOUR = 3_600_000_000_000n;
const young: WaitReason = {
  ...{ kind: 'young', version: '1.0', ageDays: 1, limitDays: 30 },
  ...{ from: 'mtime', dueAt: plus(NOW, 10n * HOUR) },
};
const backoff = (hours: bigint): WaitReason => ({
  ...{ kind: 'backoff', failureCount: 1 },
  until: plus(NOW, hours * HOUR),
});
const wait = (...reasons: WaitReason[]): RetrainPlan => ({ action: 'wait', reasons, due: [] });
const missed = [{ count: 2, at: NOW }];

it.each<[string, RetrainPlan, typeof missed, bigint | null]>([
  ['due now', { action: 'train', reasons: [{ kind: 'no-model' }] }, [], 0n],
  ['when it is old enough', wait(young), [], 10n],
  ['when a symbol has waited long enough', wait(young), missed, 2n],
  ['when the backoff is over', wait(backoff(3n)), [], 3n],
  ['not before the backoff is over', wait(backoff(3n), young), missed, 3n],
  ['not before it is old enough', wait(backoff(3n), young), [], 10n],
  ['a pin does not end by itself', wait({ kind: 'pinned', version: '1.0' }, young), [], null],
  ['nor does not being enabled', wait({ kind: 'disabled' }), [], null],
])('%s', (_, plan, waiting, hours) => {
  expect(nextAttempt(plan, waiting, NOW)).toBe(hours === null ? null : NOW + hours * HOUR);
});

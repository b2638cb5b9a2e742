import { expect, it } from 'vitest';
import { isOverdue, overdueFromDays, parseConfig } from '../../src/index.js';
import { at } from '../fixtures.js';

const NOW = at('2026-03-31T00:00:00Z');

function policyWith(rotation: object) {
  const model_rotation = { enabled: true, retrain_frequency_days: 30, ...rotation };
  const parsed = parseConfig({ operations: { model_rotation } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config.rotation;
}

const trained = (time: string) => ({ version: '1.0', times: { training_end_timestamp: at(time) } });

it.each([
  [0, 1],
  [1, 2],
  [30, 33],
])('with a period of %d days a model is overdue from %d on', (period, from) => {
  expect(overdueFromDays(period)).toBe(from);
});

it.each([
  ['young', {}, { live: trained('2026-03-30') }, false],
  ['due, and not yet overdue', {}, { live: trained('2026-02-27') }, false],
  ['33 days old', {}, { live: trained('2026-02-26') }, true],
  ['not enabled', { enabled: false }, { live: trained('2025-01-01') }, false],
  ['pinned', {}, { live: trained('2025-01-01'), pinned: '1.0' }, false],
  ['no model', {}, { live: null }, true],
  ['no model, not enabled', { enabled: false }, { live: null }, false],
  ['no time is known', {}, { live: { version: '1.0', times: {} } }, false],
  [
    'no time but that of the last promotion',
    {},
    { live: { version: '1.0', times: {} }, promotedAt: at('2026-01-01') },
    true,
  ],
])('%s', (_, rotation, need, expected) => {
  const whole = { pinned: null, promotedAt: null, ...need };
  expect(isOverdue(whole, policyWith(rotation), NOW)).toBe(expected);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dueFromDays,
  formatInstant,
  instantOf,
  type LiveModel,
  nextAttempt,
  parseConfig,
  planRetrain,
  plus,
  type RetrainPlan,
  type RetrainSituation,
  type RotationPolicy,
  type WaitReason,
} from '../../src/index.js';
import { backoffEnd } from '../../src/training/retrain-plan.js';
import { at } from '../fixtures.js';

const NOW = at('2026-03-31T00:00:00Z');

function policy(rotation: object = {}, model: object = {}): RotationPolicy {
  const parsed = parseConfig({
    model,
    operations: { model_rotation: { enabled: true, retrain_frequency_days: 30, ...rotation } },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config.rotation;
}

function live(times: Record<string, string>): LiveModel {
  const instants = Object.entries(times).map(([source, time]) => [source, at(time)]);
  return { version: '1.0', times: Object.fromEntries(instants) };
}

const NOTHING: RetrainSituation = {
  live: null,
  pinned: null,
  queuedSymbols: [],
  failures: null,
  promotedAt: null,
  force: false,
};
const YOUNG = live({ training_end_timestamp: '2026-03-30' });
const OLD = live({ training_end_timestamp: '2026-03-01' });

describe('planRetrain', () => {
  const rows: [string, Partial<RetrainSituation>, object, string][] = [
    ['no model', {}, {}, 'train: no-model'],
    ['a young one', { live: YOUNG }, {}, 'wait: young'],
    ['an old one', { live: OLD }, {}, 'train: old'],
    ['new symbols', { live: YOUNG, queuedSymbols: ['X'] }, {}, 'train: queued-symbols'],
    ['both', { live: OLD, queuedSymbols: ['X'] }, {}, 'train: old, queued-symbols'],
    ['forced', { live: YOUNG, force: true }, {}, 'train: forced'],
    ['not enabled', { live: OLD }, { enabled: false }, 'wait: disabled (old)'],
    ['not enabled, forced', { force: true }, { enabled: false }, 'train: forced, no-model'],
    ['pinned', { live: OLD, pinned: '1.0' }, {}, 'wait: pinned (old)'],
    ['pinned, forced', { live: OLD, pinned: '1.0', force: true }, {}, 'train: forced, old'],
    [
      'failed half an hour ago',
      { failures: { count: 1, at: at('2026-03-30T23:30:00Z') } },
      {},
      'wait: backoff (no-model)',
    ],
    [
      'failed an hour ago',
      { failures: { count: 1, at: at('2026-03-30T23:00:00Z') } },
      {},
      'train: no-model',
    ],
    [
      'failed in the future, which another clock wrote',
      { failures: { count: 9, at: at('2027-03-30') } },
      {},
      'train: no-model',
    ],
    [
      'all at once',
      { live: OLD, pinned: '1.0', failures: { count: 1, at: NOW } },
      { enabled: false },
      'wait: disabled, pinned, backoff (old)',
    ],
  ];
  it.each(rows)('%s', (_, situation, rotation, expected) => {
    const plan = planRetrain({ ...NOTHING, ...situation }, policy(rotation), NOW);
    const due = plan.action === 'wait' ? plan.due.map(({ kind }) => kind) : [];
    const reasons = plan.reasons.map(({ kind }) => kind).join(', ');
    expect(`${plan.action}: ${reasons}${due.length > 0 ? ` (${due.join(', ')})` : ''}`).toBe(
      expected,
    );
  });
});

describe('the age', () => {
  const E = 'training_end_timestamp';
  const rows: [string, Record<string, string>, object, string][] = [
    ['exactly the limit', { [E]: '2026-03-01T00:00:00Z' }, {}, `old 30 ${E}`],
    ['12 hours less', { [E]: '2026-03-01T12:00:00Z' }, {}, `old 29.5 ${E}`],
    ['a nanosecond less', { [E]: '2026-03-01T12:00:00.000000001Z' }, {}, `young 29.5 ${E}`],
    [
      'a tenth less',
      { [E]: '2026-03-30T02:24:00Z' },
      { retrain_frequency_days: 1 },
      `old 0.9 ${E}`,
    ],
    [
      'a nanosecond less',
      { [E]: '2026-03-30T02:24:00.000000001Z' },
      { retrain_frequency_days: 1 },
      `young 0.9 ${E}`,
    ],
    [
      'the later of both',
      { [E]: '2025-01-01', published_at: '2026-03-21' },
      {},
      'young 10 published_at',
    ],
    ['the later of both', { [E]: '2026-03-21', published_at: '2025-01-01' }, {}, `young 10 ${E}`],
    ['both the same', { [E]: '2026-03-21', published_at: '2026-03-21' }, {}, `young 10 ${E}`],
    [
      'no training end',
      { training_date: '2026-03-21', mtime: '2026-03-30' },
      {},
      'young 10 training_date',
    ],
    ['the file alone', { mtime: '2026-03-21' }, {}, 'young 10 mtime'],
    [
      'the file, asked for',
      { [E]: '2020-01-01', mtime: '2026-03-21' },
      { age_from: 'mtime' },
      'young 10 mtime',
    ],
    ['nothing', {}, {}, 'age-unknown'],
    ['a little ahead', { [E]: '2026-04-02' }, {}, `young 0 ${E}`],
    ['a year ahead', { [E]: '2027-03-31' }, {}, 'age-unknown'],
    [
      'one of them a year ahead',
      { [E]: '2027-03-31', published_at: '2026-03-30' },
      {},
      'young 1 published_at',
    ],
    ['every model is too old', { [E]: '2026-03-31' }, { retrain_frequency_days: 0 }, `old 0 ${E}`],
    [
      'parts of a day',
      { [E]: '2026-03-30T12:00:00Z' },
      { retrain_frequency_days: 0.5 },
      `old 0.5 ${E}`,
    ],
  ];
  it.each(rows)('%s: %j', (_, times, rotation, expected) => {
    const { reasons } = planRetrain({ ...NOTHING, live: live(times) }, policy(rotation), NOW);
    const [reason] = reasons;
    const facts =
      reason?.kind === 'old' || reason?.kind === 'young'
        ? ` ${Number(reason.ageDays.toFixed(6))} ${reason.from}`
        : '';
    expect(`${reason?.kind}${facts}`).toBe(expected);
  });

  it.each([
    ['2026-03-29', { kind: 'young', from: 'last_promotion', ageDays: 2 }],
    ['2026-03-01', { kind: 'old', from: 'last_promotion', ageDays: 30 }],
    ['2027-03-01', { kind: 'age-unknown' }],
  ])('of a model from the future is that of the last promotion: %s', (promotedAt, reason) => {
    const situation = { ...NOTHING, live: live({ [E]: '2027-03-31' }), promotedAt: at(promotedAt) };
    expect(planRetrain(situation, policy(), NOW).reasons).toMatchObject([reason]);
    const known = { ...situation, live: live({ [E]: '2026-03-30' }) };
    expect(planRetrain(known, policy(), NOW).reasons).toMatchObject([{ kind: 'young', from: E }]);
  });

  it('a young model is due 12 hours before its limit is reached', () => {
    const { reasons } = planRetrain({ ...NOTHING, live: YOUNG }, policy(), NOW);
    expect(reasons).toMatchObject([{ kind: 'young', dueAt: at('2026-04-28T12:00:00Z') }]);
  });

  it('whatever the clock was, a training clears a due age', () => {
    const time = fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map(instantOf);
    fc.assert(
      fc.property(time, time, time, (trained, published, now) => {
        const times = { training_end_timestamp: trained, published_at: published };
        const after = { ...times, published_at: now };
        const plan = (of: LiveModel['times']) =>
          planRetrain({ ...NOTHING, live: { version: '1.0', times: of } }, policy(), now).action;
        expect(['train', 'wait']).toContain(plan(times));
        expect(plan(after)).toBe('wait');
      }),
    );
  });
});

it.each([
  [0, 0],
  [0.5, 0.45],
  [1, 0.9],
  [5, 4.5],
  [30, 29.5],
])('with a period of %f days a model is due from %f days on', (period, from) => {
  expect(dueFromDays(period)).toBe(from);
});

describe('backoffEnd', () => {
  it.each([
    [1, '2026-01-01T01:00:00.000Z'],
    [2, '2026-01-01T02:00:00.000Z'],
    [5, '2026-01-01T16:00:00.000Z'],
    [6, '2026-01-02T00:00:00.000Z'],
    [1_000_000, '2026-01-02T00:00:00.000Z'],
  ])('after %i failures', (count, expected) => {
    expect(formatInstant(backoffEnd({ count, at: at('2026-01-01') }, NOW))).toBe(expected);
  });
});

describe('nextAttempt', () => {
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
  const missed = [plus(NOW, 2n * HOUR), plus(NOW, 4n * HOUR)];

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
});

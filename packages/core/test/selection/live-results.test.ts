import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  instantOf,
  type LiveRecord,
  liveHistories,
  liveRecordDocument,
  parseConfig,
  parseLiveRecord,
  select,
} from '../../src/index.js';
import { at, modelOf } from '../fixtures.js';

const AT = at('2026-01-02T03:04:05Z');
const POLICY = { min: { win_rate: 0.4 }, minSamples: 3, window: 4 };

const result = (version: string, win_rate: number): LiveRecord => ({
  event: 'result',
  version,
  at: AT,
  metrics: { win_rate },
});
const forgiven = (version: string): LiveRecord => ({ event: 'forgiven', version, at: AT });
const STANDING = { metric: 'win_rate', expected: 0.4, actual: 0, samples: 3 };
const MARK: LiveRecord = { event: 'turned-down', version: '1.0', at: AT, standing: STANDING };
const resultsOf = (...rates: number[]) => rates.map((rate) => result('1.0', rate));

function turnedDown(records: readonly LiveRecord[], policy: typeof POLICY | null = POLICY) {
  const found = Array.from(liveHistories(records, policy));
  return found.filter(([, { turnedDown }]) => turnedDown).map(([version]) => version);
}

describe('a version is turned down', () => {
  it.each([
    ['without results', [], false],
    ['with too few of them', [0, 0], false],
    ['with enough below', [0, 0, 0], true],
    ['with a mean that is exactly the lowest allowed', [0.4, 0.4, 0.4], false],
    ['with one that only rounding puts below', Array(10).fill(0.4), false],
    ['with a mean just below', [0.4, 0.4, 0.399], true],
    ['with good ones, and bad ones later', [1, 1, 1, 1, 0, 0, 0], true],
    ['by the last ones only', [1, 0, 1, 1, 1, 1, 0], false],
    ['for ever, however good it is then', [0, 0, 0, 1, 1, 1, 1, 1, 1], true],
    ['with bad ones before there are enough, and good ones then', [0, 0, 1, 1, 1], true],
    ['with bad ones before, made up for in time', [0, 0.5, 1, 1], false],
  ])('%s: %j %s', (_, rates, expected) => {
    expect(turnedDown(resultsOf(...(rates as number[])))).toEqual(expected ? ['1.0'] : []);
  });

  it('says by which metric, how far, and after how many', () => {
    const standing = { metric: 'win_rate', expected: 0.4, actual: 0.2, samples: 3 };
    const history = liveHistories(resultsOf(0.1, 0.2, 0.3, 1), POLICY).get('1.0');
    expect(history?.turnedDown).toMatchObject({ ...standing, actual: expect.closeTo(0.2) });
    expect(history?.standings).toEqual([{ ...standing, actual: 0.4, samples: 4 }]);
  });

  it('by a mean that is lower by more than rounding makes it, for small numbers and large ones', () => {
    const isBelow = (least: number, rate: number) =>
      turnedDown([result('1.0', rate)], { min: { win_rate: least }, minSamples: 1, window: 1 })
        .length > 0;
    expect([isBelow(0.4, 0.4 - 7e-10), isBelow(0.4, 0.4 - 2e-9)]).toEqual([false, true]);
    expect([isBelow(1e6, 1e6 - 1e-4), isBelow(1e6, 1e6 - 1e-2)]).toEqual([false, true]);
  });

  it('by nothing that it has no result for', () => {
    const history = liveHistories([result('1.0', 1)], { ...POLICY, min: { profit: 0 } }).get('1.0');
    expect(history).toEqual({ turnedDown: null, isMarked: false, standings: [] });
  });

  it('by itself, and by no other version', () => {
    const mixed = [0, 1, 0, 1, 0, 1].map((rate, at) => result(at % 2 ? '1.1' : '1.0', rate));
    expect(turnedDown(mixed)).toEqual(['1.0']);
  });

  it('where any of several metrics is too low, each counted for itself', () => {
    const policy = { ...POLICY, min: { win_rate: 0.4, profit: 0 } };
    const records = [1, 2, 3].flatMap((): LiveRecord[] => [
      result('1.0', 0.9),
      { event: 'result', version: '1.0', at: AT, metrics: { profit: -1 } },
    ]);
    expect(liveHistories(records, policy).get('1.0')?.turnedDown?.metric).toBe('profit');
    expect(turnedDown(records)).toEqual([]);
  });

  it('until it is forgiven: then it begins anew', () => {
    const bad = resultsOf(0, 0, 0);
    expect(turnedDown([...bad, forgiven('1.0')])).toEqual([]);
    expect(turnedDown([...bad, forgiven('1.0'), ...resultsOf(0, 0)])).toEqual([]);
    expect(turnedDown([...bad, forgiven('1.0'), ...bad])).toEqual(['1.0']);
    expect(turnedDown([...bad, forgiven('1.1')])).toEqual(['1.0']);
  });

  it('whatever the config asks for by then, where that was recorded', () => {
    expect(turnedDown([MARK], null)).toEqual(['1.0']);
    expect(turnedDown([MARK, ...resultsOf(1, 1, 1)], { ...POLICY, min: { win_rate: 0 } })).toEqual([
      '1.0',
    ]);
    expect(liveHistories([MARK], null).get('1.0')?.isMarked).toBe(true);
    expect(liveHistories(resultsOf(0, 0, 0), POLICY).get('1.0')?.isMarked).toBe(false);
    expect(turnedDown([MARK, forgiven('1.0')], null)).toEqual([]);
    expect(turnedDown(resultsOf(0, 0, 0), null)).toEqual([]);
  });
});

const VERSIONS = ['1.0', '1.1', '1.2'];
const aRecord = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(fc.constantFrom(...VERSIONS), fc.integer({ min: 0, max: 10 }))
      .map(([version, tenth]) => result(version, tenth / 10)),
  },
  { weight: 1, arbitrary: fc.constantFrom(...VERSIONS).map(forgiven) },
);
const aPolicy = fc.record({
  min: fc.integer({ min: 1, max: 9 }).map((tenth) => ({ win_rate: tenth / 10 })),
  minSamples: fc.integer({ min: 1, max: 6 }),
  window: fc.integer({ min: 1, max: 6 }),
});
const sequences = fc.array(aRecord, { maxLength: 60 });
const MODELS = VERSIONS.map((version) => modelOf(version, {}));

/** What a version did since it was last forgiven; the tenths as whole numbers, which add up exactly. */
function tenthsOf(records: readonly LiveRecord[], version: string): number[] {
  const own = records.filter((record) => record.version === version);
  const since = own.slice(own.map(({ event }) => event).lastIndexOf('forgiven') + 1);
  return since.flatMap((record) =>
    record.event === 'result' ? [Math.round((record.metrics.win_rate ?? 0) * 10)] : [],
  );
}

function chosenAfter(
  records: readonly LiveRecord[],
  policy: typeof POLICY,
  pin: string | null = null,
) {
  const parsed = parseConfig({});
  if (!parsed.ok) throw new Error('no config');
  const down = Array.from(liveHistories(records, policy)).flatMap(([version, { turnedDown }]) =>
    turnedDown ? [[version, { kind: 'live-performance', ...turnedDown }] as const] : [],
  );
  const requirements = { ...parsed.config.requirements, pin };
  return (
    select(MODELS, requirements, instantOf('2026-01-03'), new Map(down)).chosen?.model.version ??
    null
  );
}

describe('whatever is recorded', () => {
  it('no version is selected whose last results are below, once there are enough', () => {
    fc.assert(
      fc.property(sequences, aPolicy, (records, policy) => {
        const chosen = chosenAfter(records, policy);
        for (const version of VERSIONS) {
          const tenths = tenthsOf(records, version);
          const last = tenths.slice(-policy.window);
          const sum = last.reduce((sum, tenth) => sum + tenth, 0);
          const isBelow = sum < Math.round(policy.min.win_rate * 10) * last.length;
          if (tenths.length >= policy.minSamples && isBelow) expect(chosen).not.toBe(version);
        }
      }),
    );
  });

  it('what is turned down stays so until it is forgiven: nothing goes to and fro', () => {
    fc.assert(
      fc.property(sequences, aPolicy, (records, policy) => {
        let down = new Set<string>();
        const seen: string[] = [];
        records.forEach((record, at) => {
          const now = new Set(turnedDown(records.slice(0, at + 1), policy));
          const kept = [...down].filter(
            (version) => !(record.event === 'forgiven' && record.version === version),
          );
          for (const version of kept) expect(now).toContain(version);
          down = now;
          const chosen = chosenAfter(records.slice(0, at + 1), policy) ?? 'none';
          if (chosen !== seen.at(-1)) seen.push(chosen);
        });
        // Without a pardon the selection goes down the list, and never back up.
        if (records.every(({ event }) => event === 'result')) {
          expect(new Set(seen).size).toBe(seen.length);
        }
      }),
    );
  });

  it('a pin wins', () => {
    fc.assert(
      fc.property(sequences, aPolicy, fc.constantFrom(...VERSIONS), (records, policy, pin) => {
        expect(chosenAfter(records, policy, pin)).toBe(pin);
      }),
    );
  });

  it('recorded and read again it is the same', () => {
    fc.assert(
      fc.property(sequences, aPolicy, (records, policy) => {
        const read = records.map((record) =>
          parseLiveRecord(JSON.parse(JSON.stringify(liveRecordDocument(record)))),
        );
        expect(read).toEqual(records);
        expect(turnedDown(read as LiveRecord[], policy)).toEqual(turnedDown(records, policy));
      }),
    );
  });
});

it('that a version was turned down is recorded with its facts, and read again it is the same', () => {
  const line = liveRecordDocument(MARK);
  expect(line).toEqual({
    ...{ event: 'turned-down', version: '1.0', at: '2026-01-02T03:04:05.000Z' },
    ...STANDING,
  });
  expect(parseLiveRecord(line)).toEqual(MARK);
});

describe('what is no record', () => {
  const good = { event: 'result', version: '1.0', at: '2026-01-02', metrics: { auc: 0.5 } };
  const mark = { ...good, event: 'turned-down', ...STANDING };
  const results = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`m${at}`, 1]));

  it.each([
    ['with a key more', { ...good, more: 1 }],
    ['with the largest figures', { ...good, metrics: { low: -1e15, high: 1e15 } }],
    ['with the longest name', { ...good, metrics: { ['m'.repeat(100)]: 1 } }],
    ['with the most metrics', { ...good, metrics: results(64) }],
    ['a mark', mark],
  ])('but this is one: %s', (_, value) => {
    expect(parseLiveRecord(value)).not.toBeNull();
  });

  it.each([
    ['null', null],
    ['a list', [good]],
    ['another event', { ...good, event: 'born' }],
    ['no version', { ...good, version: '1.x' }],
    ['a version that is a number', { ...good, version: 1 }],
    ['no time', { ...good, at: 'yesterday' }],
    ['no metrics', { ...good, metrics: {} }],
    ['a list of metrics', { ...good, metrics: [1] }],
    ['a metric that is text', { ...good, metrics: { auc: '0.5' } }],
    ['a metric that is nothing', { ...good, metrics: { auc: null } }],
    ['a metric beyond all measure', { ...good, metrics: { auc: -1e300 } }],
    ['a metric with a line end', { ...good, metrics: { 'a\nb': 1 } }],
    ['a time that is a number', { ...good, at: 20260102 }],
    ['a metric that is text, beside a good one', { ...good, metrics: { f1: 1, auc: '0.5' } }],
    ['a metric with too long a name', { ...good, metrics: { ['m'.repeat(101)]: 1 } }],
    ['too many metrics', { ...good, metrics: results(65) }],
    ['a mark without its facts', { ...good, event: 'turned-down' }],
    ['a mark with a fact that is no number', { ...mark, actual: 'low' }],
    ['a mark of no metric', { ...mark, metric: 1 }],
    ['a mark of a metric with a line end', { ...mark, metric: 'a\nb' }],
  ])('%s', (_, value) => {
    expect(parseLiveRecord(value)).toBeNull();
  });

  it('a metric called __proto__ is a metric', () => {
    const record = parseLiveRecord(
      JSON.parse(`{"event":"result","version":"1.0","at":"2026-01-02","metrics":{"__proto__":-1}}`),
    );
    const policy = { min: JSON.parse('{"__proto__": 0}'), minSamples: 1, window: 1 };
    expect(turnedDown(record ? [record] : [], policy)).toEqual(['1.0']);
    expect(
      turnedDown(record ? [record] : [], { ...policy, min: JSON.parse('{"toString": 0}') }),
    ).toEqual([]);
  });
});

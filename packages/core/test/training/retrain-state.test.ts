import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  endRun,
  type Instant,
  instantOf,
  leaveOut,
  NO_RETRAINS,
  type PastRun,
  parseRetrainState,
  plus,
  type RetrainState,
  type RunAction,
  retrainStateDocument,
} from '../../src/index.js';
import { at } from '../fixtures.js';

const STARTED = at('2026-03-31T10:00:00Z');
const ENDED = at('2026-03-31T12:00:00Z');
const run = (action: RunAction, more: Partial<PastRun> = {}): PastRun => ({
  ...{ started: STARTED, ended: ENDED, action, version: '1.1', reasons: [] },
  ...more,
});

describe('endRun', () => {
  it.each<[RunAction, RetrainState['failures']]>([
    ['promoted', null],
    ['not-promoted', { count: 3, at: ENDED }],
    ['failed', { count: 3, at: ENDED }],
    ['killed', { count: 3, at: ENDED }],
  ])('%s', (action, failures) => {
    const before = { ...NO_RETRAINS, failures: { count: 2, at: STARTED } };
    expect(endRun(before, run(action), ENDED).failures).toEqual(failures);
  });

  it('a killed run failed when it began, and now where that lies ahead', () => {
    const failedAt = (began: Instant) => endRun(NO_RETRAINS, run('killed'), began).failures?.at;
    expect(failedAt(STARTED)).toBe(STARTED);
    expect(failedAt(plus(ENDED, 1n))).toBe(ENDED);
  });

  it('keeps the last 20 runs, and nothing that is running', () => {
    const running = { started: STARTED, pid: 1, version: '1.1', inPlace: false, queued: [] };
    let state: RetrainState = { ...NO_RETRAINS, running };
    for (let at = 0; at < 25; at += 1)
      state = endRun(state, run('failed', { version: `1.${at}` }), ENDED);
    expect(state.running).toBeNull();
    expect(state.runs).toHaveLength(20);
    expect(state.runs.at(-1)).toEqual(run('failed', { version: '1.24' }));
  });
});

const queueOf = (symbols: string[], queuedAt: Record<string, Instant> = {}) => ({
  symbols,
  queuedAt: new Map(Object.entries(queuedAt)),
});

it('a symbol that was missed is remembered until it has left the queue', () => {
  const once = leaveOut(NO_RETRAINS, queueOf(['A', 'B'], { A: STARTED }), ['A'], STARTED);
  expect([...once.symbols]).toEqual([['A', { count: 1, at: STARTED, queuedAt: STARTED }]]);
  const twice = leaveOut(once, queueOf(['A', 'B'], { B: ENDED }), ['A', 'B'], ENDED);
  expect([...twice.symbols]).toEqual([
    ['A', { count: 2, at: ENDED, queuedAt: null }],
    ['B', { count: 1, at: ENDED, queuedAt: ENDED }],
  ]);
  expect(leaveOut(twice, queueOf(['A', 'B']), [], ENDED)).toEqual(twice);
  const sinceEpoch = leaveOut(NO_RETRAINS, queueOf(['A'], { A: at('1970-01-01') }), ['A'], ENDED);
  expect(retrainStateDocument(sinceEpoch).symbols[0]?.queued_at).toBe('1970-01-01T00:00:00.000Z');
  expect([...leaveOut(twice, queueOf(['B']), [], ENDED).symbols.keys()]).toEqual(['B']);
});

describe('parseRetrainState', () => {
  const time = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
  const instant = time.map(instantOf);
  const failures = fc.record({ count: fc.integer({ min: 1 }), at: instant });
  const leftOut = fc.record({
    ...{ count: fc.integer({ min: 1 }), at: instant },
    queuedAt: fc.option(instant),
  });
  const version = fc.constantFrom('1.0', '1.10', '999999999.0');
  const state: fc.Arbitrary<RetrainState> = fc.record({
    failures: fc.option(failures),
    symbols: fc
      .array(fc.tuple(fc.constantFrom('BTC', '__proto__'), leftOut))
      .map((it) => new Map(it)),
    running: fc.option(
      fc.record({
        ...{ started: instant, pid: fc.integer({ min: 1 }), version },
        inPlace: fc.boolean(),
        queued: fc.array(fc.string({ maxLength: 100 })),
      }),
    ),
    runs: fc.array(
      fc.record({
        started: instant,
        ended: instant,
        action: fc.constantFrom<RunAction>('promoted', 'not-promoted', 'failed', 'killed'),
        version,
        reasons: fc.array(fc.string({ maxLength: 300 }), { maxLength: 20 }),
      }),
      { maxLength: 20 },
    ),
  });

  it('reads what was written', () => {
    fc.assert(
      fc.property(state, (it) => {
        const text = JSON.stringify(retrainStateDocument(it));
        expect(parseRetrainState(JSON.parse(text))).toEqual(it);
      }),
    );
  });

  it('what a run leaves behind can be read, however long its reasons are', () => {
    const long = Array.from({ length: 100 }, () => 'x'.repeat(10_000));
    const after = endRun(NO_RETRAINS, run('failed', { reasons: long }), ENDED);
    expect(parseRetrainState(retrainStateDocument(after))).toEqual(after);
    expect(after.runs[0]?.reasons).toEqual(Array(20).fill('x'.repeat(300)));
  });

  it('of the missed symbols a thousand are remembered, and can be read', () => {
    const symbols = Array.from({ length: 1_001 }, (_, n) => `S${n}`);
    const after = leaveOut(NO_RETRAINS, queueOf(symbols), symbols, ENDED);
    expect([...after.symbols.keys()]).toEqual(symbols.slice(0, 1_000));
    const more = leaveOut(after, queueOf(symbols.slice(1)), symbols, ENDED);
    expect([...more.symbols].map(([symbol, { count }]) => [symbol, count])).toEqual(
      symbols.slice(1).map((symbol) => [symbol, symbol === 'S1000' ? 1 : 2]),
    );
    expect(leaveOut(after, queueOf(symbols), symbols.slice(1_000), ENDED)).toEqual(after);
    expect(parseRetrainState(retrainStateDocument(after))).toEqual(after);
  });

  const EMPTY = { failures: null, symbols: [], running: null, runs: [] };
  const RUN = {
    ...{ started: '2026-03-31T10:00:00.000Z', ended: '2026-03-31T12:00:00.000Z' },
    ...{ action: 'failed', version: '1.1', reasons: [] },
  };

  it('the state before the first run is empty', () => {
    expect(retrainStateDocument(NO_RETRAINS)).toEqual(EMPTY);
  });

  it('what an earlier release wrote can be read', () => {
    const running = { started: '2026-01-01', pid: 1, version: '1.0' };
    const symbols = [{ symbol: 'A', count: 1, at: '2026-01-01' }];
    const state = parseRetrainState({ ...EMPTY, running, symbols });
    expect(state?.running).toMatchObject({ inPlace: false, queued: [] });
    expect(state?.symbols.get('A')?.queuedAt).toBeNull();
  });

  it.each([
    [null],
    [{}],
    [{ ...EMPTY, failures: { count: 0, at: '2026-01-01' } }],
    [{ ...EMPTY, failures: { count: 1, at: 'yesterday' } }],
    [{ ...EMPTY, running: { started: '2026-01-01', pid: -1, version: '1.0' } }],
    [{ ...EMPTY, running: { started: '2026-01-01', pid: 1, version: '../1.0' } }],
    [{ ...EMPTY, running: { started: 'today', pid: 1, version: '1.0' } }],
    [{ ...EMPTY, running: { started: '2026-01-01', pid: 0, version: '1.0' } }],
    [{ ...EMPTY, symbols: [{ symbol: 'x'.repeat(101), count: 1, at: '2026-01-01' }] }],
    [{ ...EMPTY, symbols: [{ symbol: 'A', count: 1 }] }],
    [{ ...EMPTY, symbols: [{ symbol: 'A', count: 1, at: '2026-01-01', queued_at: 'x' }] }],
    [
      {
        ...EMPTY,
        running: { started: '2026-01-01', pid: 1, version: '1.0', queued: Array(1_001).fill('A') },
      },
    ],
    [{ ...EMPTY, symbols: Array(1_001).fill({ symbol: 'A', count: 1, at: '2026-01-01' }) }],
    [{ ...EMPTY, runs: [{ ...RUN, action: 'lost' }] }],
    [{ ...EMPTY, runs: [{ ...RUN, ended: undefined }] }],
    [{ ...EMPTY, runs: [{ ...RUN, version: 'v1' }] }],
    [{ ...EMPTY, runs: [{ ...RUN, reasons: ['x'.repeat(301)] }] }],
    [{ ...EMPTY, runs: [{ ...RUN, reasons: Array(21).fill('') }] }],
    [{ ...EMPTY, runs: Array.from({ length: 21 }, () => RUN) }],
  ])('is no state: %j', (value) => {
    expect(parseRetrainState(value)).toBeNull();
  });

  it('is a state at all its limits', () => {
    const failures = { count: 1, at: '2026-01-01T00:00:00.000Z' };
    const started = failures.at;
    const document = {
      failures,
      symbols: [{ symbol: 'x'.repeat(100), ...failures, queued_at: failures.at }],
      running: {
        ...{ started, pid: 1, version: '1.0', in_place: false },
        queued: Array(1_000).fill('x'.repeat(100)),
      },
      runs: Array(20).fill({ ...RUN, reasons: Array(20).fill('x'.repeat(300)) }),
    };
    const parsed = parseRetrainState(document);
    expect(parsed && retrainStateDocument(parsed)).toEqual(document);
  });
});

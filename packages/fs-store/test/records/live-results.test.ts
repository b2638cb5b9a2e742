import { statSync, writeFileSync } from 'node:fs';
import { type LiveRecord, liveHistories, parseConfig } from '@org/model-registry-core';
import { readResults, registryAt } from '@org/model-registry-fs-scanner';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readJournal, recordResult } from '../../src/index.js';
import { appendResults, shortenResults } from '../../src/records/live-results.js';
import { changeIn, directoryOf, filesIn, QUICK, statesOf, storeOf, trio } from '../support.js';

const { at } = changeIn('/nowhere');
const POLICY = { min: { win_rate: 0.4 }, minSamples: 3, window: 4 };
const result = (version: string, win_rate: number): LiveRecord => ({
  event: 'result',
  version,
  at,
  metrics: { win_rate },
});
const read = (dir: string) => readResults(registryAt(dir)).records;
const downIn = (records: readonly LiveRecord[]) =>
  Array.from(liveHistories(records, POLICY)).flatMap(([version, { turnedDown }]) =>
    turnedDown ? [version] : [],
  );

it('appends behind what a crash tore', () => {
  const dir = directoryOf({ '.registry/results.jsonl': '' });
  appendResults(storeOf(dir), [result('1.0', 1), result('1.1', 1)]);
  const { results } = registryAt(dir);
  writeFileSync(results, '{"event":"result","ver', { flag: 'a' });
  appendResults(storeOf(dir), [result('1.2', 1)]);
  expect(read(dir).map(({ version }) => version)).toEqual(['1.0', '1.1', '1.2']);
});

it('a file that has become long is written anew, and says the same of every version', () => {
  const version = fc.constantFrom('1.0', '1.1', '1.2');
  const someRecords = fc.array(
    fc.oneof(
      {
        weight: 12,
        arbitrary: fc
          .tuple(version, fc.integer({ min: 0, max: 10 }))
          .map(([name, tenth]) => result(name, tenth / 10)),
      },
      {
        weight: 1,
        arbitrary: version.map((name): LiveRecord => ({ event: 'forgiven', version: name, at })),
      },
    ),
    { minLength: 1, maxLength: 80 },
  );
  fc.assert(
    fc.property(someRecords, (records) => {
      const marked = withMarks(records);
      const dir = directoryOf({ '.registry/results.jsonl': '' });
      const store = storeOf(dir);
      appendResults(store, marked);
      shortenResults(store, POLICY, 1);
      const kept = read(dir);
      expect(downIn(kept)).toEqual(expect.arrayContaining(downIn(records)));
      expect(downIn(kept)).toHaveLength(downIn(records).length);
      // However much is left of them, nobody is turned down who was not, by what comes next.
      expect(kept.length).toBeLessThanOrEqual(marked.length);
    }),
    { numRuns: 30 },
  );
});

/** As `record` leaves it: each version that is turned down is marked. */
function withMarks(records: readonly LiveRecord[]): LiveRecord[] {
  const marked: LiveRecord[] = [];
  for (const record of records) {
    marked.push(record);
    for (const [version, { turnedDown, isMarked }] of liveHistories(marked, POLICY)) {
      if (turnedDown && !isMarked)
        marked.push({ event: 'turned-down', version, at, standing: turnedDown });
    }
  }
  return marked;
}

it('keeps as many results as any window is wide, and a file of bounded size', () => {
  const dir = directoryOf({ '.registry/results.jsonl': '' });
  const store = storeOf(dir);
  const many = Array.from({ length: 3_000 }, (_, at) => result(at % 3 === 0 ? '1.0' : '1.1', 0.9));
  appendResults(store, many);
  shortenResults(store, POLICY, 200_000);
  expect(statSync(registryAt(dir).results).size).toBeLessThanOrEqual(100_000);
  expect(read(dir).filter(({ version }) => version === '1.0').length).toBeGreaterThanOrEqual(500);
});

it('leaves a file alone that cannot be used, and goes on recording', async () => {
  const dir = directoryOf({ ...trio('1.0'), '.registry/results.jsonl': 'what is this\n' });
  const own = changeIn(dir).situation;
  const outcome = await recordResult(own, { version: '1.0', metrics: { win_rate: 0 }, at }, QUICK);
  expect(outcome).toMatchObject({ turnedDown: null, damage: { detail: 'line 1' } });
  const text = filesIn(dir)['.registry/results.jsonl'] ?? '';
  expect(text).toMatch(/^what is this\n\{"event":"result".*\}\n$/);
});

/** The next result of 1.1, by what `child.mjs` decides by. */
async function record(dir: string, win_rate: number): Promise<void> {
  const live = { min: POLICY.min, min_samples: POLICY.minSamples, window: POLICY.window };
  const parsed = parseConfig({ model: { selection: { verify: 'off', live } } });
  if (!parsed.ok) throw new Error('no config');
  const own = { ...changeIn(dir).situation, config: parsed.config };
  await recordResult(own, { version: '1.1', metrics: { win_rate }, at }, QUICK);
}

it('the journal names a mean as a person would write it', async () => {
  const dir = directoryOf({ ...trio('1.1') });
  for (const win_rate of [0.1, 0.2, 0.15]) await record(dir, win_rate);
  const [entry] = readJournal(registryAt(dir)).entries;
  // (0.1 + 0.2 + 0.15) / 3 is 0.15000000000000002.
  expect(entry?.reason).toBe('live results: the mean of win_rate was 0.15, below 0.4, after 3');
});

it('a recording that is killed before any of its steps forgets nothing, and is completed by the next', async () => {
  const seed = [result('1.1', 0), result('1.1', 0)];
  const outcomes = new Set<string>();
  const begun = directoryOf({ ...trio('1.0'), ...trio('1.1') });
  appendResults(storeOf(begun), seed);
  const states = await statesOf(begun, 'record', begun, '1.1', '0');
  for (const dir of states) {
    const after = read(dir);
    expect(after.slice(0, 2)).toEqual(seed);
    const isRecorded = after.length > 2;
    // What was recorded counts at once, whatever of the rest was not done.
    expect(downIn(after)).toEqual(isRecorded ? ['1.1'] : []);
    outcomes.add(isRecorded ? 'recorded' : 'not recorded');
    await record(dir, 1);
    if (!isRecorded) await record(dir, 0);
    const { entries } = readJournal(registryAt(dir));
    const marks = read(dir).filter(({ event }) => event === 'turned-down');
    const isDown = downIn(read(dir)).length > 0;
    expect(marks).toHaveLength(isDown ? 1 : 0);
    // Written down before it is marked: where a crash came between the two, twice.
    expect(new Set(entries.map(({ event }) => event))).toEqual(
      new Set(isDown ? ['turned-down'] : []),
    );
  }
  expect(states.length).toBeGreaterThan(5);
  expect([...outcomes].sort()).toEqual(['not recorded', 'recorded']);
});

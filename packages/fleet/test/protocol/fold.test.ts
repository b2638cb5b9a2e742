import { describe, expect, it } from 'vitest';
import { fold, NOTHING_READ, readJournalOf, writtenBy } from '../../src/protocol/fold.js';
import { Members } from '../../src/protocol/members.js';
import type { ObjectStore } from '../../src/store/object-store.js';
import { memoryStore } from '../store/memory-store.js';
import { wrapped } from '../support.js';

const by = writtenBy('2026-01-01T00:00:00.000Z');
const entry = (event: 'published' | 'retired', version: string) =>
  ({ event, version, reason: '', token: '0'.repeat(32), ...by }) as const;

describe('what the entries of a journal come to', () => {
  it('a journal that goes on in two ways has two ends', () => {
    const one = fold(NOTHING_READ, { number: 1, entry: entry('published', '1.0') });
    const [left, right] = ['1.1', '1.2'].map((version) =>
      fold(one, { number: 2, entry: entry('published', version) }),
    );
    expect([one, left, right].map((each) => [...(each?.published ?? [])])).toEqual([
      ['1.0'],
      ['1.0', '1.1'],
      ['1.0', '1.2'],
    ]);
    expect([one.published.has('1.1'), right?.published.has('1.1')]).toEqual([false, false]);
    expect(fold(one, { number: 2, entry: entry('published', '1.0') }).published).toBe(
      one.published,
    );
    expect([...Members.of(['a', 'b', 'a']).with('c')]).toEqual(['a', 'b', 'c']);
    expect([...NOTHING_READ.published]).toEqual([]);
  });

  const [END, READ] =
    process.env.PROOFS === 'full' ? [Number.POSITIVE_INFINITY, 1_000_000] : [20_000, 20_000];

  it(`one of ${END} entries, each of another version, is read up to ${READ}`, async () => {
    let asked = 0;
    const get: ObjectStore['get'] = async (key) => {
      const number = Number(key.slice('journal/'.length, -'.json'.length));
      if (number > END) return null;
      asked += 1;
      return Buffer.from(JSON.stringify(entry('retired', `${number}.0`)));
    };
    const journal = await readJournalOf(wrapped(memoryStore().store, { get }));
    expect([journal.last?.number, journal.retired.size]).toEqual([asked, asked]);
    expect(asked).toBeGreaterThanOrEqual(READ);
    expect(asked).toBeLessThan(READ + 100);
  });
});

import { describe, expect, it } from 'vitest';
import { historyAt, type JournalEntry, liveBefore, parseJournalEntry } from '../../src/index.js';
import { at } from '../fixtures.js';

const ENTRY = { event: 'published', at: '2026-01-01T00:00:00.000Z', version: '1.0', reason: '' };

describe('parseJournalEntry', () => {
  it.each([
    [
      { ...ENTRY, selected: '1.0' },
      { ...ENTRY, before: null, selected: '1.0' },
    ],
    [
      { ...ENTRY, selected: null, before: '0.9', x: 1 },
      { ...ENTRY, before: '0.9', selected: null },
    ],
    [{ ...ENTRY, selected: '1' }, null],
    [ENTRY, null],
    [{ ...ENTRY, selected: null, event: 'born' }, null],
    [{ ...ENTRY, selected: null, at: 'yesterday' }, null],
    [{ ...ENTRY, selected: null, reason: 'x'.repeat(1_001) }, null],
    [{ ...ENTRY, selected: null, version: null }, null],
    [{ ...ENTRY, selected: null, event: 'unpinned' }, null],
    [
      { ...ENTRY, selected: null, event: 'unpinned', version: null },
      { ...ENTRY, selected: null, event: 'unpinned', version: null, before: null },
    ],
    [[], null],
    ['published', null],
    [null, null],
  ])('%j', (value, expected) => {
    expect(parseJournalEntry(value)).toEqual(expected);
  });

  it.each(['published', 'pinned', 'archived', 'rejected', 'recovered'])(
    'reads what was %s, and asks for a version',
    (event) => {
      const written = { ...ENTRY, event, before: null, selected: null };
      expect(parseJournalEntry(written)).toEqual(written);
      expect(parseJournalEntry({ ...written, version: '01.0' })).toBeNull();
    },
  );

  it('reads a reason of 1,000 characters', () => {
    const written = { ...ENTRY, before: null, selected: null, reason: 'x'.repeat(1_000) };
    expect(parseJournalEntry(written)).toEqual(written);
  });
});

function entry(day: number, what: string, selected: string | null, before?: string): JournalEntry {
  const [event, version = null] = what.split(' ');
  const at = `2026-01-0${day}T00:00:00.000Z`;
  return { event, version, at, reason: '', selected, before: before ?? null } as JournalEntry;
}

describe('historyAt', () => {
  const entries = [
    entry(1, 'published 1.0', '1.0'),
    entry(2, 'published 1.1', '1.1', '1.0'),
    entry(3, 'pinned 1.0', '1.0', '1.1'),
    entry(5, 'recovered 1.2', '1.0'),
    entry(4, 'archived 0.9', '1.0'),
    entry(6, 'unpinned', '1.2'),
  ];
  it.each([
    ['2025-12-31', { selected: null, pinned: null, last: null }],
    ['2026-01-01', { selected: '1.0', pinned: null, last: entries[0] }],
    ['2026-01-01T23:59:59.999999999', { selected: '1.0', pinned: null, last: entries[0] }],
    ['2026-01-02', { selected: '1.1', pinned: null, last: entries[1] }],
    ['2026-01-03', { selected: '1.0', pinned: '1.0', last: entries[2] }],
    ['2026-01-04', { selected: '1.0', pinned: '1.0', last: entries[4] }],
    ['2026-01-05', { selected: '1.0', pinned: '1.0', last: entries[4] }],
    ['2027-01-01', { selected: '1.2', pinned: null, last: entries[5] }],
  ])('%s', (time, expected) => {
    expect(historyAt(entries, at(time))).toEqual(expected);
  });
});

describe('liveBefore', () => {
  const first = entry(1, 'published 1.0', '1.0');
  const second = entry(2, 'published 1.1', '1.1');
  const aside = entry(3, 'rejected 1.2', '1.1');
  const back = entry(4, 'pinned 1.0', '1.0');
  it.each([
    ['nothing is known', [], '1.0', null],
    ['only the current one was ever live', [first], '1.0', null],
    ['a second one was published', [first, second], '1.1', '1.0'],
    ['what was not live does not count', [first, second, aside], '1.1', '1.0'],
    ['a rollback is rolled back', [first, second, aside, back], '1.0', '1.1'],
    ['nothing is selected now', [first, second], null, '1.1'],
    ['the current one came without a journal', [first, second], '2.0', '1.1'],
    ['nothing was selected for a while', [first, entry(2, 'archived 0.1', null)], null, '1.0'],
    [
      'the first entry tells what was there',
      [entry(1, 'published 1.0', '1.0', '0.9')],
      '1.0',
      '0.9',
    ],
  ])('%s', (_, entries, current, expected) => {
    expect(liveBefore(entries, current)).toBe(expected);
  });
});

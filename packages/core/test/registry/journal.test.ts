import { describe, expect, it } from 'vitest';
import {
  entriesSince,
  historyAt,
  type JournalEntry,
  leftLast,
  liveBefore,
  parseJournalEntry,
} from '../../src/index.js';
import { at } from '../fixtures.js';

const ENTRY = {
  ...{ event: 'published', at: '2026-01-01T00:00:00.000Z', version: '1.0', reason: '' },
  ...{ previous_version: null, selected_version: '1.0' },
};

describe('entriesSince', () => {
  const [a, b, c] = ['1.0', '1.1', '1.2'].map((version) => ({ ...ENTRY, version }) as JournalEntry);
  const list = (...entries: (JournalEntry | undefined)[]) => entries as JournalEntry[];

  it.each([
    ['nothing new', list(a, b), list(a, b), list()],
    ['the first of all', list(), list(a), list(a)],
    ['one more', list(a, b), list(a, b, c), list(c)],
    ['one more, and the first not read any more', list(a, b), list(b, c), list(c)],
    ['none of those that were known', list(a), list(b, c), list(b, c)],
  ])('%s', (_, before, now, expected) => {
    expect(entriesSince(before, structuredClone(now))).toEqual(expected);
  });
});

describe('parseJournalEntry', () => {
  it.each([
    [ENTRY],
    [{ ...ENTRY, previous_version: '0.9', selected_version: null }],
    [{ ...ENTRY, event: 'unpinned', version: null }],
    [{ ...ENTRY, reason: 'x'.repeat(1_000) }],
  ])('reads what was written: %j', (value) => {
    expect(parseJournalEntry(value)).toEqual(value);
    expect(parseJournalEntry({ ...value, later: 1 })).toEqual(value);
  });

  it.each(['published', 'pinned', 'archived', 'rejected', 'recovered'])(
    'reads what was %s, and asks for a version',
    (event) => {
      expect(parseJournalEntry({ ...ENTRY, event })).toEqual({ ...ENTRY, event });
      expect(parseJournalEntry({ ...ENTRY, event, version: null })).toBeNull();
      expect(parseJournalEntry({ ...ENTRY, event, version: '01.0' })).toBeNull();
    },
  );

  it.each([
    [{ ...ENTRY, selected_version: 'v1' }],
    [{ ...ENTRY, selected_version: undefined }],
    [{ ...ENTRY, previous_version: '01' }],
    [{ ...ENTRY, previous_version: undefined }],
    [{ ...ENTRY, event: 'born' }],
    [{ ...ENTRY, at: 'yesterday' }],
    [{ ...ENTRY, reason: 'x'.repeat(1_001) }],
    [{ ...ENTRY, event: 'unpinned' }],
    [[]],
    ['published'],
    [null],
  ])('is no entry: %j', (value) => {
    expect(parseJournalEntry(value)).toBeNull();
  });
});

function entry(
  day: number,
  what: string,
  selected_version: string | null,
  previous_version: string | null = null,
): JournalEntry {
  const [event, version = null] = what.split(' ');
  const at = `2026-01-0${day}T00:00:00.000Z`;
  return { event, version, at, reason: '', selected_version, previous_version } as JournalEntry;
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
    ['2025-12-31', [null, null, null]],
    ['2026-01-01', ['1.0', null, entries[0]]],
    ['2026-01-01T23:59:59.999999999', ['1.0', null, entries[0]]],
    ['2026-01-02', ['1.1', null, entries[1]]],
    ['2026-01-03', ['1.0', '1.0', entries[2]]],
    ['2026-01-04', ['1.0', '1.0', entries[4]]],
    ['2026-01-05', ['1.0', '1.0', entries[4]]],
    ['2027-01-01', ['1.2', null, entries[5]]],
  ])('%s', (time, [selectedVersion, pinnedVersion, last]) => {
    expect(historyAt(entries, at(time))).toEqual({ selectedVersion, pinnedVersion, last });
  });
});

describe('liveBefore', () => {
  const first = entry(1, 'published 1.0', '1.0');
  const second = entry(2, 'published 1.1', '1.1');
  const aside = entry(3, 'rejected 1.2', '1.1');
  const third = entry(3, 'published 1.2', '1.2');
  const back = entry(4, 'pinned 1.0', '1.0');
  const backTo = (version: string, from: string) => ({
    ...entry(5, `pinned ${version}`, version, from),
    reason: 'rollback, only for /srv/bot/config.yaml',
  });
  it.each([
    ['nothing is known', [], '1.0', null],
    ['only the current one was ever live', [first], '1.0', null],
    ['a second one was published', [first, second], '1.1', '1.0'],
    ['what was not live does not count', [first, second, aside], '1.1', '1.0'],
    ['a pin goes back as any change does', [first, second, aside, back], '1.0', '1.1'],
    [
      'what was deleted in the archive does not count',
      [first, second, entry(3, 'published 1.2', '1.2'), entry(4, 'deleted 1.1', '1.2')],
      '1.2',
      '1.0',
    ],
    [
      'nor does what its live results turn down, pinned since or not',
      [first, second, entry(3, 'turned-down 1.1', '1.0'), entry(4, 'pinned 1.1', '1.1')],
      '1.0',
      null,
    ],
    [
      'but it does once it is forgiven',
      [first, second, entry(3, 'turned-down 1.1', '1.0'), entry(4, 'forgiven 1.1', '1.0')],
      '1.0',
      '1.1',
    ],
    [
      'a rollback goes on from where it went to',
      [first, second, third, backTo('1.1', '1.2')],
      '1.1',
      '1.0',
    ],
    [
      'so does one of the fleet',
      [first, second, third, { ...backTo('1.1', '1.2'), reason: 'for the fleet by ann: rollback' }],
      '1.1',
      '1.0',
    ],
    [
      'two rollbacks leave nothing behind them',
      [first, second, third, backTo('1.1', '1.2'), backTo('1.0', '1.1')],
      '1.0',
      null,
    ],
    [
      'after a rollback and unpin, back to where the rollback went',
      [first, second, backTo('1.0', '1.1'), entry(6, 'unpinned', '1.1', '1.0')],
      '1.1',
      '1.0',
    ],
    [
      'a rollback never goes to what one left, though that was live before as well',
      [first, second, back, entry(4, 'unpinned', '1.1', '1.0'), backTo('1.0', '1.1')],
      '1.0',
      null,
    ],
    [
      'but further back, past it',
      [first, second, third, back, entry(4, 'unpinned', '1.2', '1.0'), backTo('1.0', '1.2')],
      '1.0',
      '1.1',
    ],
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

describe('leftLast', () => {
  const [first, second] = [
    entry(1, 'published 1.0', '1.0'),
    entry(2, 'published 1.1', '1.1', '1.0'),
  ];
  it.each([
    ['nothing is known', [], '1.0', null],
    ['only the current one was ever live', [first], '1.0', null],
    ['the one before it', [first, second], '1.1', '1.0'],
    ['what a rollback left', [first, second, entry(3, 'pinned 1.0', '1.0', '1.1')], '1.0', '1.1'],
    [
      'the first entry tells what was there',
      [entry(1, 'published 1.0', '1.0', '0.9')],
      '1.0',
      '0.9',
    ],
    ['nothing is selected now', [first, entry(2, 'archived 1.0', null, '1.0')], null, '1.0'],
    [
      'what was live last, of several',
      [first, second, entry(3, 'published 1.2', '1.2', '1.1')],
      '2.0',
      '1.2',
    ],
  ])('%s', (_, entries, current, expected) => {
    expect(leftLast(entries, current)).toBe(expected);
  });
});

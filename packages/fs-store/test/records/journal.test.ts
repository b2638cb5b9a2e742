import { readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry } from '@org/model-registry-core';
import { registryAt } from '@org/model-registry-fs-scanner';
import { describe, expect, it } from 'vitest';
import * as store from '../../src/index.js';
import { appendJournal as append } from '../../src/records/journal.js';
import { directoryOf, storeOf } from '../support.js';

const FILE = '.registry/journal.jsonl';

const appendJournal = (dir: string, line: JournalEntry) => append(storeOf(dir), line);
const readJournal = (dir: string) => store.readJournal(registryAt(dir));

function entry(minor: number, reason = 'why'): JournalEntry {
  const at = '2026-01-02T03:04:05.678Z';
  const none = { previous_version: null, selected_version: null };
  return { event: 'published', at, version: `1.${minor}`, reason, ...none };
}

/** Whatever else the machine does meanwhile. */
function processorTime(work: () => unknown): number {
  const { user } = process.cpuUsage();
  work();
  return process.cpuUsage({ user, system: 0 }).user;
}

it('gives back what was appended, and makes what is missing', () => {
  const dir = join(directoryOf({}), 'models');
  const entries = [entry(1), entry(2, 'tabs\t, lines\n, ünïcödé \u{1f600}'), entry(3)];
  for (const each of entries) appendJournal(dir, each);
  expect(readJournal(dir)).toEqual({ entries, skipped: 0, unreadBytes: 0 });
});

it('there are no entries where there is no journal', () => {
  expect(readJournal(directoryOf({}))).toEqual({ entries: [], skipped: 0, unreadBytes: 0 });
});

it('a line that was cut off, at whichever byte, costs that line alone', () => {
  const dir = directoryOf({});
  const file = join(dir, FILE);
  appendJournal(dir, entry(1));
  const start = statSync(file).size;
  appendJournal(dir, entry(2, 'ünï'));
  const end = statSync(file).size;
  for (let cut = end; cut >= start; cut -= 1) {
    truncateSync(file, cut);
    const isWhole = cut >= end - 1;
    const known = isWhole ? [entry(1), entry(2, 'ünï')] : [entry(1)];
    const isTorn = !isWhole && cut > start;
    expect(readJournal(dir), `cut at ${cut}`).toEqual({
      entries: known,
      skipped: Number(isTorn),
      unreadBytes: 0,
    });
    appendJournal(dir, entry(3));
    expect(readJournal(dir), `cut at ${cut}`).toEqual({
      entries: [...known, entry(3)],
      skipped: 0,
      unreadBytes: 0,
    });
    truncateSync(file, start);
    appendJournal(dir, entry(2, 'ünï'));
  }
});

describe('what others wrote', () => {
  const line = (each: JournalEntry) => `${JSON.stringify(each)}\n`;
  it.each([
    ['nothing', '', 0, 0],
    ['an empty line', `\n${line(entry(1))}`, 1, 1],
    ['no JSON', `garbage\n${line(entry(1))}`, 1, 1],
    ['no entry', `{"event": "born"}\n[]\n${line(entry(1))}`, 1, 2],
    ['bytes that are no text', `\u0000\ufffd\n${line(entry(1))}`, 1, 1],
    ['a very long line', `${'x'.repeat(300_000)}\n${line(entry(1))}`, 1, 1],
    ['a very long line at the end', `${line(entry(1))}${'x'.repeat(300_000)}`, 1, 1],
    ['a whole object that is none of ours', `${line(entry(1))}{"mine": 1}`, 1, 1],
  ])('%s is skipped, counted and left where it is', (_, content, count, skipped) => {
    const dir = directoryOf({ [FILE]: content });
    expect(readJournal(dir)).toMatchObject({ entries: { length: count }, skipped });
    appendJournal(dir, entry(9));
    const { entries, skipped: after } = readJournal(dir);
    expect(entries).toHaveLength(count + 1);
    expect(entries.at(-1)).toEqual(entry(9));
    expect(after).toBe(skipped);
  });

  it('lines across the boundaries of what is read at once are whole', () => {
    const entries = Array.from({ length: 200 }, (_, at) => entry(at, 'r'.repeat(at * 5)));
    const dir = directoryOf({ [FILE]: entries.map(line).join('') });
    expect(readJournal(dir)).toEqual({ entries, skipped: 0, unreadBytes: 0 });
  });

  it('costs no more than its bytes, whatever the lines are', () => {
    const noise = Buffer.alloc(8_388_608, '\n');
    const dir = directoryOf({ [FILE]: noise });
    appendJournal(dir, entry(1));
    const expected = { entries: [entry(1)], skipped: noise.length, unreadBytes: 0 };
    const copying = processorTime(() => readFileSync(join(dir, FILE), 'latin1').split('\n'));
    const reading = processorTime(() => expect(readJournal(dir)).toEqual(expected));
    expect(reading).toBeLessThan(5 * copying);
  });

  it('of one that is too long, the end is read, and the rest is told', () => {
    const dir = directoryOf({ [FILE]: line(entry(1)) });
    const file = join(dir, FILE);
    truncateSync(file, 1_073_741_824);
    writeFileSync(file, `\n${line(entry(2))}${line(entry(3))}`, { flag: 'a' });
    const { unreadBytes, ...journal } = readJournal(dir);
    expect(journal).toEqual({ entries: [entry(2), entry(3)], skipped: 1 });
    expect(unreadBytes).toBe(statSync(file).size - 67_108_864);
  });

  it('a symlink at its name is not written to', () => {
    const dir = directoryOf({ '.registry/x': '', elsewhere: '' });
    symlinkSync('../elsewhere', join(dir, FILE));
    expect(() => appendJournal(dir, entry(1))).toThrow('cannot be written');
    expect(statSync(join(dir, 'elsewhere')).size).toBe(0);
    writeFileSync(join(dir, 'elsewhere'), line(entry(1)));
    expect(() => readJournal(dir)).toThrow('cannot be read');
  });
});

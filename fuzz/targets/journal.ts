import assert from 'node:assert/strict';
import { registryAt } from '../../packages/fs-scanner/src/registry/registry.js';
import { appendJournal, readJournal } from '../../packages/fs-store/src/records/journal.js';
import {
  historyAt,
  instantOf,
  type JournalEntry,
  liveBefore,
  parseTimestamp,
  readAnyVersion,
} from '../core.js';
import type { Target } from '../target.js';
import { modelsFolderWith } from './models-folder.js';

const folder = modelsFolderWith('journal.jsonl');
const NEXT: JournalEntry = {
  event: 'unpinned',
  version: null,
  at: '2026-01-01T00:00:00.000Z',
  reason: '',
  previous_version: '1.0',
  selected_version: '1.1',
};

export const journal: Target = {
  name: 'journal',
  words: [
    '{"event":"published","version":"1.0","at":"2026-01-01T00:00:00Z","reason":"","previous_version":null,"selected_version":"1.0"}\n',
    '"event":"unpinned","version":null',
    '"selected_version":"1.1"',
    '\n',
    '\r\n',
    '{}\n',
    '[]\n',
    '\x00',
  ],
  longest: 150_000,
  check(input) {
    const { modelsDir, write } = folder();
    write(input);
    const registry = registryAt(modelsDir);
    const before = readJournal(registry);
    assert.equal(before.entries.length + before.skipped, linesIn(input));
    for (const entry of before.entries) assertEntry(entry);
    const last = before.entries.at(-1);
    if (last) {
      const state = historyAt(before.entries, instantOf(last.at));
      assert.equal(state.selectedVersion, last.selected_version);
      assert.notEqual(
        liveBefore(before.entries, last.selected_version),
        last.selected_version ?? undefined,
      );
    }
    appendJournal({ held: 'store', registry }, NEXT);
    const { entries } = readJournal(registry);
    assert.deepEqual(entries, [...before.entries, NEXT], 'mending loses no entry');
    appendJournal({ held: 'store', registry }, NEXT);
    const again = readJournal(registry);
    assert.deepEqual(again.entries, [...entries, NEXT], 'a mended journal needs no mending');
  },
};

function linesIn(input: Buffer): number {
  const lines = input.toString('latin1').split('\n');
  return lines.at(-1) === '' ? lines.length - 1 : lines.length;
}

function assertEntry({ event, version, at, ...entry }: JournalEntry): void {
  assert.equal(version === null, event === 'unpinned');
  assert.notEqual(parseTimestamp(at), null);
  for (const each of [version, entry.previous_version, entry.selected_version])
    assert.ok(each === null || readAnyVersion(each));
}

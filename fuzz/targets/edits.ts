import assert from 'node:assert/strict';
import { parseJson, parseMetadata, setMembers } from '../core.js';
import type { Target } from '../target.js';
import { metadata } from './metadata.js';

const NEW_KEY = 'a key that no file has';
const VALUE = 'a value that no file has';
const MOST_MEMBERS = 5;

/** Values written into a config file's text. */
export const edits: Target = {
  ...metadata,
  name: 'edits',
  longest: 65_536,
  check(input) {
    const text = input.toString('utf8');
    const parsed = parseMetadata(text);
    if ('problem' in parsed || text.includes(NEW_KEY) || text.includes(VALUE)) return;
    const entries = Object.entries(parsed.metadata);
    assertOnlyAdded(text, entries);
    for (const [key, value] of entries.slice(-MOST_MEMBERS)) assertOnlyReplaced(text, key, value);
  },
};

function assertOnlyAdded(text: string, entries: readonly [string, unknown][]): void {
  const edited = setMembers(text, { [NEW_KEY]: VALUE });
  assert.deepEqual(entriesOf(edited), [...entries, [NEW_KEY, VALUE]]);
  const rest = edited.replace(/,?\s*"a key that no file has": "a value that no file has"/, '');
  assert.equal(rest, text, 'what was there stays as it was');
}

/** Between what stays before and after, exactly the old value stood. */
function assertOnlyReplaced(text: string, key: string, value: unknown): void {
  const edited = setMembers(text, { [key]: VALUE });
  const json = JSON.stringify(VALUE);
  const before = edited.slice(0, edited.indexOf(json));
  const after = edited.slice(before.length + json.length);
  assert.ok(text.startsWith(before) && text.endsWith(after), 'what stands around it stays');
  const old = parseJson(text.slice(before.length, text.length - after.length));
  assert.deepEqual(old, { ok: true, value });
  const others = (of: string) => entriesOf(of).filter(([other]) => other !== key);
  assert.deepEqual(others(edited), others(text));
}

function entriesOf(text: string): [string, unknown][] {
  const parsed = parseMetadata(text);
  assert.ok('metadata' in parsed, 'an edited file can be read');
  return Object.entries(parsed.metadata);
}

import assert from 'node:assert/strict';
import { readUbjson, type Ubjson } from '../../packages/artifact-inspector/src/summary/ubjson.js';
import type { Target } from '../target.js';

/** XGBoost's own format, inside its pickles. */
export const ubjson: Target = {
  name: 'ubjson',
  words: [
    '{',
    '}',
    '[',
    ']',
    'i\x01',
    'L\x00\x00\x00\x00\x00\x00\x00\x01',
    'Si\x01a',
    '$',
    '#',
    '[$d#i\x02',
    '[$Z#l\x00\x0f\xff\xff',
    'Z',
  ],
  longest: 65_536,
  check(input) {
    const read = readUbjson(input);
    assert.deepEqual(readUbjson(input), read);
    assertPlain(read);
    // What is read ends where it ends: nothing behind it matters.
    if (read !== null) assert.deepEqual(readUbjson(Buffer.concat([input, Buffer.of(0)])), read);
  },
};

function assertPlain(value: Ubjson): void {
  if (value instanceof Map) for (const member of value.values()) assertPlain(member);
  else if (typeof value === 'object' && value !== null) value.forEach(assertPlain);
  else assert.ok(value === null || ['string', 'number', 'boolean'].includes(typeof value));
}

import assert from 'node:assert/strict';
import { formatInstant, type Instant, instantOf, parseTimestamp } from '../core.js';
import type { Target } from '../target.js';

const SECONDS = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z?$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const FIRST = instantOf(new Date('0001-01-01T00:00:00Z'));
const END = instantOf(new Date('9999-12-31T23:59:59.999Z')) + 1_000_000n;

/** Two times, a line each. */
export const timestamps: Target = {
  name: 'timestamps',
  words: [
    '-02-30',
    '-02-29',
    'T24:00',
    ':60',
    '.123456789',
    '+05:30',
    '-0000',
    'Z',
    ' ',
    'T',
    '\n',
  ],
  longest: 4_096,
  check(input) {
    const [first = '', second = ''] = input.toString('utf8').split('\n');
    const a = read(first);
    const b = read(second);
    const textA = comparable(first);
    const textB = comparable(second);
    if (a === null || b === null || textA === null || textB === null) return;
    assert.equal(a < b, textA < textB);
    assert.equal(a === b, textA === textB);
  },
};

function read(text: string): Instant | null {
  const instant = parseTimestamp(text);
  if (SECONDS.test(text) || DAY.test(text))
    assert.equal(instant !== null, isReal(text), 'a date is taken if it is real');
  if (instant === null) return null;
  assert.equal(
    milliseconds(instant),
    Date.parse(asJavaScript(text)),
    'Date.parse says another time',
  );
  if (instant >= FIRST && instant < END) {
    const cut = instant - (((instant % 1_000_000n) + 1_000_000n) % 1_000_000n);
    if (instant >= 0n) assert.equal(parseTimestamp(formatInstant(instant)), cut);
  }
  return instant;
}

/** A day and time that JavaScript does not have to move to a later one. */
function isReal(text: string): boolean {
  const seconds = DAY.test(text) ? `${text}T00:00:00` : text.slice(0, 19);
  const date = new Date(`${seconds}Z`);
  if (Number.isNaN(date.getTime()) || seconds.startsWith('0000')) return false;
  return date.toISOString().startsWith(seconds);
}

/** What is left to the reader in ISO 8601, made explicit. */
function asJavaScript(text: string): string {
  const [date, time] = [text.slice(0, 10), text.slice(11)];
  if (time === '') return `${date}T00:00:00Z`;
  const at = time.search(/[Z+-]/);
  const clock = at === -1 ? time : time.slice(0, at);
  const offset = at === -1 ? 'Z' : time.slice(at);
  const minutes =
    offset === 'Z' ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(3).replace(':', '') || '00'}`;
  return `${date}T${clock.replace(/(\.\d{3})\d+$/, '$1')}${minutes}`;
}

function milliseconds(instant: Instant): number {
  const rest = ((instant % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return Number((instant - rest) / 1_000_000n);
}

/** Text that sorts as its time does, where it is UTC and has seconds. */
function comparable(text: string): string | null {
  const match = SECONDS.exec(text);
  return match && `${match[1]}.${(match[2] ?? '').slice(0, 9).padEnd(9, '0')}`;
}

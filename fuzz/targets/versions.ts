import assert from 'node:assert/strict';
import {
  compareVersions,
  formatVersion,
  nextVersion,
  parseVersion,
  type Version,
} from '../core.js';
import type { Target } from '../target.js';

/** Two versions, a line each. */
export const versions: Target = {
  name: 'versions',
  words: ['1.0', '1.10', '999999999', '.', '00', '\n', '-1', '1e3', '\u0661'],
  longest: 4_096,
  check(input) {
    const [first = '', second = ''] = input.toString('utf8').split('\n');
    const a = read(first);
    const b = read(second);
    if (!a || !b) return;
    const difference = order(a) - order(b);
    assert.equal(Math.sign(compareVersions(a, b)), Math.sign(Number(difference)));
    assert.equal(Math.sign(compareVersions(b, a)), Math.sign(Number(-difference)));
  },
};

function read(text: string): Version | null {
  const version = parseVersion(text);
  const isDecimal = (part: string) =>
    part.length <= 9 && String(Number.parseInt(part, 10)) === part;
  const parts = text.split('.');
  const isCanonical = parts.length === 2 && parts.every(isDecimal) && !text.includes('-');
  assert.equal(version !== null, isCanonical);
  if (!version) return null;
  assert.equal(formatVersion(version), text);
  const next = nextVersion(version);
  assert.equal(next === null, text === '999999999.999999999');
  if (next) {
    assert.ok(order(next) > order(version));
    assert.deepEqual(parseVersion(formatVersion(next)), next);
  }
  return version;
}

function order({ major, minor }: Version): bigint {
  return BigInt(major) * 10n ** 9n + BigInt(minor);
}

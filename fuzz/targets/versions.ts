import assert from 'node:assert/strict';
import {
  compareVersions,
  instantOf,
  nextVersion,
  readAnyVersion,
  readVersion,
  type Version,
  type VersionScheme,
} from '../core.js';
import type { Target } from '../target.js';

/** Two versions, a line each. */
export const versions: Target = {
  name: 'versions',
  words: [
    '1.0',
    '1.10',
    '999999999',
    '.',
    '00',
    '\n',
    '-1',
    '1e3',
    '\u0661',
    '20240229',
    '_153000',
  ],
  longest: 4_096,
  check(input) {
    const [first = '', second = ''] = input.toString('utf8').split('\n');
    assertCanonical(first);
    for (const scheme of ['major.minor', 'integer', 'timestamp'] as const) {
      const a = read(scheme, first);
      const b = read(scheme, second);
      if (!a || !b) continue;
      const difference = order(a) - order(b);
      assert.equal(Math.sign(compareVersions(a, b)), Math.sign(Number(difference)));
      assert.equal(Math.sign(compareVersions(b, a)), Math.sign(Number(-difference)));
    }
  },
};

const NOW = instantOf('2026-11-30T10:15:20Z');

function assertCanonical(text: string): void {
  const isDecimal = (part: string) =>
    part.length <= 9 && String(Number.parseInt(part, 10)) === part && !part.includes('-');
  const parts = text.split('.');
  const isAll = parts.every(isDecimal);
  assert.equal(readVersion('major.minor', text) !== null, isAll && parts.length === 2);
  assert.equal(readVersion('integer', text) !== null, isAll && parts.length === 1);
}

function read(scheme: VersionScheme, text: string): Version | null {
  const version = readVersion(scheme, text);
  if (!version) return null;
  assert.deepEqual(readAnyVersion(text), version, 'files of all schemes order it alike');
  const next = nextVersion(scheme, text, NOW);
  if (next === null) assert.match(text, /^999999999(?:\.999999999)?$/);
  else assert.ok(order(readVersion(scheme, next) as Version) > order(version));
  return version;
}

function order({ major, minor }: Version): bigint {
  return BigInt(major) * 10n ** 9n + BigInt(minor);
}

import assert from 'node:assert/strict';
import { ConfigError, parseConfigBytes } from '../../packages/fs-scanner/src/config/load-config.js';
import { parseConfig, type RegistryConfig, readVersion } from '../core.js';
import type { Target } from '../target.js';
import { assertPrintable } from './printable.js';

/** More than the 20 wrong values that are shown can take. */
const LONGEST_MESSAGE = 20_000;

export const config: Target = {
  name: 'config',
  words: [
    'model:\n',
    '  version: 1.10\n',
    '  pin: "1.4"\n',
    '  selection:\n',
    '    min_performance: {auc: 0.55}\n',
    'trading: {symbols: [BTCUSDT]}\n',
    'operations:\n  model_rotation:\n',
    '    enabled: yes\n',
    '<<: *a',
    '&a ',
    '*a',
    '!!set ',
    '!!binary ',
    '${SECRET}',
    '__proto__: 1',
    '? ',
    '- ',
    '- - - - - - - - ',
    '[[[[[[[[',
    '{a: ',
    '|\n',
    '>-\n',
    '---\n',
    '%YAML 1.1\n',
    '.nan',
    '0x1f',
    '017',
    '\t',
    '\\x1b[2J',
    '\xe2\x80\xae',
    '"',
    "'",
    '#',
    ': ',
  ],
  longest: 65_536,
  check(input) {
    const read = outcome(input);
    if (typeof read === 'string') assertFitMessage(read);
    else assertUsable(read);
    assertSameFromJson(input, read);
  },
};

/** The config, or the words that say why there is none. Nothing else is thrown. */
function outcome(input: Buffer): RegistryConfig | string {
  try {
    return parseConfigBytes(input, 'config.yaml');
  } catch (error) {
    assert.ok(error instanceof ConfigError, String((error as Error).stack));
    return error.message;
  }
}

function assertFitMessage(message: string): void {
  assert.ok(message.length < LONGEST_MESSAGE);
  for (const line of message.split('\n')) assertPrintable(line);
  assert.doesNotMatch(message, /\$\{(?!…\})/, 'a placeholder is never shown');
}

function assertUsable({ requirements, version, layout, rotation }: RegistryConfig): void {
  const { pin, minSymbolCoverage, maxAgeDays, minPerformance } = requirements;
  const isOfScheme = (text: string | null) =>
    text === null || readVersion(layout.scheme, text) !== null;
  assert.ok(isOfScheme(version) && isOfScheme(pin));
  assert.ok(minSymbolCoverage === null || (minSymbolCoverage >= 0 && minSymbolCoverage <= 1));
  assert.ok(maxAgeDays === null || maxAgeDays >= 0);
  assert.ok(Object.values(minPerformance).every(Number.isFinite));
  assert.ok(rotation.frequencyDays >= 0 && rotation.timeoutMinutes > 0);
  assert.equal(typeof rotation.enabled, 'boolean');
  assert.ok(rotation.command.every((word) => typeof word === 'string'));
}

/** A program sends its config as JSON, which is YAML: the same values mean the same. */
function assertSameFromJson(input: Buffer, read: RegistryConfig | string): void {
  const parsed = parseConfig(jsonOf(input));
  if (parsed.ok && typeof read !== 'string') assert.deepEqual(read, parsed.config);
}

function jsonOf(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString('utf8'));
  } catch {
    return 'no JSON';
  }
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseYaml, YamlError } from '../../src/config/parse-yaml.js';

describe('parseYaml', () => {
  it.each([
    ['', null],
    ['# only a comment', null],
    ['model: {version: 1.10}', { model: { version: '1.10' } }],
    ['model: {version: "1.10"}', { model: { version: '1.10' } }],
    ['model: {version: 017}', { model: { version: '017' } }],
    ['model: {pin: 2.0}', { model: { pin: '2.0' } }],
    ['model: {pin: 1}', { model: { pin: '1' } }],
    ['model: {pin: ~}', { model: { pin: null } }],
    ['model: {selection: {max_age_days: 017}}', { model: { selection: { max_age_days: '017' } } }],
    ['model: {selection: {max_age_days: 0}}', { model: { selection: { max_age_days: 0 } } }],
    ['model: {selection: {max_age_days: 0.5}}', { model: { selection: { max_age_days: 0.5 } } }],
    [
      'trading: {symbols: [NO, ON, 1000PEPEUSDT]}',
      { trading: { symbols: ['NO', 'ON', '1000PEPEUSDT'] } },
    ],
    ['model: {selection: {verify: off}}', { model: { selection: { verify: 'off' } } }],
    ['key: ${NAME}', { key: '${NAME}' }],
    ['a: &a {x: 1}\nb: {<<: *a, y: 2}', { a: { x: 1 }, b: { x: 1, y: 2 } }],
    ['a: &a [1]\nb: *a', { a: [1], b: [1] }],
    ['other: 1\nother: 2', { other: 2 }],
    ['bot: {tags: !!python/tuple [1]}', { bot: { tags: [1] } }],
    ['\ufeffa: 1', { a: 1 }],
  ])('%j', (text, value) => {
    expect(parseYaml(text)).toEqual(value);
  });

  it.each([
    ['a: [1', 'at line 1'],
    ['a: 1\n\tb: 2', 'line 2'],
    ['a: 1\n---\nb: 2', 'more than one YAML document'],
    ['model: 1\nmodel: 2', 'the key model occurs twice'],
    ['model:\n  pin: 1.0\n  pin: 1.1', 'the key model.pin occurs twice'],
    ['x: &m {pin: 1.0, pin: 1.1}\nmodel: *m', 'the key model.pin occurs twice'],
    [
      'model: {selection: {verify: off, verify: strict}}',
      'the key model.selection.verify occurs twice',
    ],
    ['trading: {symbols: [A], symbols: [B]}', 'the key trading.symbols occurs twice'],
    [
      'operations: {model_rotation: {enabled: true, enabled: false}}',
      'the key operations.model_rotation.enabled occurs twice',
    ],
    ['a: *nowhere', 'the anchor must be set before'],
    ['x: &m {pin: 1.0, pin: 1.1}\nmodel: {<<: *m}', 'the key model.pin occurs twice'],
    ['model: {<<: {pin: 1.0}, <<: {pin: 1.1}}', 'the key model.<< occurs twice'],
    [
      'model: {"${SECRET}": 1, "${SECRET}": 2}',
      'the key model.(with a ${…} placeholder) occurs twice',
    ],
    [
      'model: {selection: {min_performance: {1: 1, "1": 2}}}',
      'the key model.selection.min_performance.1 occurs twice',
    ],
    ['k: &k pin\nmodel: {*k : "1.0", pin: "2.0"}', 'the key model.pin occurs twice'],
    ['a: | ${SECRET}', 'Not a YAML token at line 1'],
    ['a: "\\u${AB"', 'Invalid escape sequence at line 1'],
    ['a: "${A}\\U${SECRE}"', 'Invalid escape sequence at line 1'],
    ['a: !secret! b', 'A tag has no suffix at line 1'],
    ['%YAML ${SECRET}\n---\na: 1', 'Unsupported YAML version at line 1'],
    ['a: |${SECRET}', 'extra characters at line 1'],
    ['- '.repeat(5_000), 'nested too deeply'],
    ['a: &a [*a]', 'inside its own anchor'],
    ['a: &a {<<: *a}', 'inside its own anchor'],
    ['{<<: 5}', 'Merge sources must be maps'],
    [bomb((name) => `[${Array(10).fill(`*${name}`).join(', ')}]`), 'expand without measure'],
    [
      bomb((name) => `{<<: [${Array(10).fill(`*${name}`).join(', ')}]}`, '{x: 1}'),
      'expand without measure',
    ],
    [`a: &a 1\nb: [${Array(1001).fill('*a').join(', ')}]`, 'more than 1000 aliases'],
    ['['.repeat(100_000), 'nested too deeply'],
  ])('refuses %.40j', (text, message) => {
    expect(() => parseYaml(text)).toThrow(YamlError);
    expect(() => parseYaml(text)).toThrow(message);
  });

  it('takes a plain value for what YAML takes it for', () => {
    const letters = [
      ...'-+.~0189eExoabfnlrutsyYO:_',
      'null',
      'NULL',
      'True',
      'FALSE',
      'yes',
      'Off',
      '2025-12-04',
      'false',
      '.inf',
      '.NaN',
    ];
    const value = fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        value.map((parts) => parts.join('')),
        fc.constantFrom('', '%YAML 1.1\n---\n'),
        (plain, directive) => {
          // A number that begins so stays text here.
          fc.pre(!/^[-+]?0[0-9]/.test(plain));
          // What a date is as a key is for each to say.
          fc.pre(directive === '' || !plain.endsWith(':'));
          const text = directive ? `${directive}[${plain}]` : `[${plain}, {${plain}: 1}]`;
          let expected: unknown;
          try {
            expected = parse(text, { logLevel: 'error' });
          } catch {
            expect(() => parseYaml(text)).toThrow(YamlError);
            return;
          }
          expect(parseYaml(text)).toEqual(expected);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('has the text of a key that is a date or bytes, in YAML 1.1', () => {
    const text = '%YAML 1.1\n---\n{2025-12-25: closed, ? !!binary aGk= : 1}';
    expect(parseYaml(text)).toEqual({ '2025-12-25': 'closed', 'aGk=': 1 });
  });

  it('leaves repeated keys alone where they are no concern of ours', () => {
    const text = 'trading: {leverage: 1, leverage: 2}\nlogging: {level: a, level: b}';
    expect(parseYaml(text)).toEqual({ trading: { leverage: 2 }, logging: { level: 'b' } });
  });
});

/** Nine levels, each made of the one before. */
function bomb(level: (name: string) => string, seed = 'x'): string {
  const lines = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} ${level(`a${n}`)}`);
  return [`a0: &a0 ${seed}`, ...lines].join('\n');
}

describe('an error names the line to mend', () => {
  it.each([
    [
      'model:\n  version: "1.0\n  pin: x\ntrading:\n  symbols: [A]\n',
      'opened at line 2, column 12 (version: …)',
    ],
    [
      'trading:\n  symbols: [A, B\n  fee: 1\nrisk:\n  x: 1\n',
      'opened at line 2, column 12 (symbols: …)',
    ],
    ['model: {version: "1.0"\ntrading:\n  symbols: [A]\n', 'opened at line 1, column 8 (model: …)'],
    ["a: 1\nkey: 'x\n", 'opened at line 2, column 6 (key: …)'],
    ['model:\n  a: 1\n   b: 2\n', 'further than the one before it at line 3, column 4 (b: …)'],
    ['model:\n\tversion: 1\n', 'at line 2, column 1 (version: …)'],
    ['model:\n  hunter2 secret\n  a: 1\n', 'at line 2, column 3'],
  ])('%j', (text, where) => {
    expect(() => parseYaml(text)).toThrow(where);
    expect(() => parseYaml(text)).not.toThrow(/hunter2/);
  });
});

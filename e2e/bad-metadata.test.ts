import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectEnd, NOW, runCli } from './support/cli.js';
import { BAD, expectRejected, expectSelected, look, lookAtAll } from './support/look.js';
import { METADATA, modelsFolder, version, versionWith } from './support/models.js';

const MIB = 2 ** 20;

/** A JSON object of today's metadata, and these members behind it. */
function metadataAnd(members: string): string {
  return `${JSON.stringify(METADATA).slice(0, -1)}, ${members}}`;
}

/** Metadata of this many bytes. */
function ofSize(bytes: number): string {
  const frame = metadataAnd('"note": ""');
  return metadataAnd(`"note": "${'x'.repeat(bytes - frame.length)}"`);
}

/** Metadata nested this deep, the object itself included. */
function ofDepth(levels: number, innermost = ''): string {
  return metadataAnd(`"deep": ${'['.repeat(levels - 1)}${innermost}${']'.repeat(levels - 1)}`);
}

interface Unusable {
  readonly name: string;
  readonly content: string | Buffer;
  /** The reason of `metadata-unreadable`, and its detail where that is certain. */
  readonly gives: string;
  readonly detail?: string;
}

const UNUSABLE: Unusable[] = [
  { name: 'nothing', content: '', gives: 'empty' },
  { name: 'only white space', content: ' \r\n\t\n', gives: 'empty' },
  { name: 'only a byte order mark', content: '\ufeff', gives: 'empty' },
  { name: 'a list', content: '[{}]', gives: 'not-an-object', detail: 'list' },
  { name: 'a string', content: '"{}"', gives: 'not-an-object', detail: 'string' },
  { name: 'a number', content: '1', gives: 'not-an-object', detail: 'number' },
  { name: 'only NaN', content: 'NaN', gives: 'not-an-object', detail: 'number' },
  { name: 'true', content: 'true', gives: 'not-an-object', detail: 'boolean' },
  { name: 'null', content: 'null', gives: 'not-an-object', detail: 'null' },
  {
    name: 'a truncated object',
    content: '{"a": 1,\n"b": [2',
    gives: 'not-json',
    detail: 'ends early at line 2, column 8',
  },
  { name: 'a truncated string', content: '{"a": "b', gives: 'not-json' },
  { name: 'a truncated escape', content: '{"a": "b\\', gives: 'not-json' },
  { name: 'a key alone', content: '{"a"}', gives: 'not-json' },
  { name: 'two objects', content: '{} {}', gives: 'not-json', detail: 'line 1, column 4' },
  { name: 'NUL behind the object', content: '{}\0', gives: 'not-json' },
  { name: 'a comment', content: '{"a": 1} // b', gives: 'not-json' },
  { name: 'a trailing comma', content: '{"a": 1,}', gives: 'not-json' },
  { name: 'a trailing comma in a list', content: '{"a": [1,]}', gives: 'not-json' },
  { name: 'single quotes', content: "{'a': 1}", gives: 'not-json' },
  { name: 'a key without quotes', content: '{a: 1}', gives: 'not-json' },
  { name: 'a leading zero', content: '{"a": 01}', gives: 'not-json' },
  { name: 'a plus sign', content: '{"a": +1}', gives: 'not-json' },
  { name: 'a lower-case nan', content: '{"a": nan}', gives: 'not-json' },
  { name: 'a negative NaN', content: '{"a": -NaN}', gives: 'not-json' },
  { name: "Python's None", content: '{"a": None}', gives: 'not-json' },
  { name: 'an unknown escape', content: '{"a": "\\x41"}', gives: 'not-json' },
  { name: 'a raw newline in a string', content: '{"a": "\n"}', gives: 'not-json' },
  { name: 'a raw ESC in a string', content: '{"a": "\u001b[2J"}', gives: 'not-json' },
  { name: 'HTML with bidi and ESC', content: '<\u202e\u001b[2J>', gives: 'not-json' },
  {
    name: '1 MiB of escaped quotes in a string without end',
    content: `{"a": "${'\\"'.repeat(MIB / 2 - 10)}`,
    gives: 'not-json',
  },
  {
    name: '1 MiB of escaped quotes behind a NaN',
    content: `{"a": NaN, "b": "${'\\"'.repeat(MIB / 2 - 20)}`,
    gives: 'not-json',
  },
  { name: 'a pickle', content: Buffer.from('80049503000000', 'hex'), gives: 'not-utf8' },
  { name: 'UTF-16 with a mark', content: Buffer.from('\ufeff{}', 'utf16le'), gives: 'not-utf8' },
  { name: 'UTF-16 without a mark', content: Buffer.from('{}', 'utf16le'), gives: 'not-json' },
  { name: 'Latin-1', content: Buffer.from('{"a": "\xe9"}', 'latin1'), gives: 'not-utf8' },
  { name: 'a lone surrogate', content: utf8('eda080'), gives: 'not-utf8' },
  { name: 'an overlong NUL', content: utf8('c080'), gives: 'not-utf8' },
  { name: '1 MiB and a byte', content: ofSize(MIB + 1), gives: 'too-large' },
  { name: '101 levels', content: ofDepth(101), gives: 'too-deep' },
  { name: '101 levels and NaN', content: ofDepth(101, 'NaN'), gives: 'too-deep' },
  { name: '20,000 levels', content: ofDepth(20_000), gives: 'too-deep' },
  { name: '100,000 levels', content: ofDepth(100_000), gives: 'too-many-values' },
  { name: '500,000 levels', content: ofDepth(500_000), gives: 'too-many-values' },
  { name: '500,000 levels and NaN', content: ofDepth(500_000, 'NaN'), gives: 'too-many-values' },
  {
    name: '1,000,000 levels without end',
    content: '['.repeat(1_000_000),
    gives: 'too-many-values',
  },
  {
    name: '200,000 objects without end',
    content: '{"a":'.repeat(200_000),
    gives: 'too-many-values',
  },
];

function utf8(hex: string): Buffer {
  return Buffer.concat([Buffer.from('{"a": "'), Buffer.from(hex, 'hex'), Buffer.from('"}')]);
}

describe('a config file that holds', () => {
  const problem = ({ gives, detail = expect.any(String) }: Unusable) => ({
    kind: 'metadata-unreadable',
    reason: gives,
    detail,
  });

  const versions = UNUSABLE.map((row, at) => ({ ...row, bad: `9.${at}` }));
  const bad = versions.map(({ bad, content }) => versionWith(bad, content));
  const seen = lookAtAll(Object.assign({}, version('1.0'), ...bad));

  it.each(versions)('$name: $gives', ({ bad, ...row }) => {
    const model = seen().models.find((model) => model.version === bad);
    expect(model?.problems).toEqual([problem(row)]);
    const rejection = seen().rejected.find((rejection) => rejection.version === bad);
    expect(rejection?.problems).toEqual([problem(row)]);
  });

  it('any of these: the other model is selected', () => {
    expect(seen().models[0]).toMatchObject({ version: '1.0', exists: true, problems: [] });
    expect(seen()).toMatchObject({ selected: '1.0', rejected: { length: UNUSABLE.length } });
  });
});

interface Usable {
  readonly name: string;
  readonly content: string;
  /** The metadata that `list --json` shows. */
  readonly gives: object;
}

const USABLE: Usable[] = [
  { name: 'an empty object', content: '{}', gives: {} },
  { name: 'a byte order mark', content: '\ufeff{"a": 1}', gives: { a: 1 } },
  { name: 'an empty key', content: '{"": 1}', gives: { '': 1 } },
  { name: 'a key twice', content: '{"a": 1, "b": 2, "a": 3}', gives: { a: 3, b: 2 } },
  { name: 'a key twice, and NaN', content: '{"a": 1, "a": 3, "b": NaN}', gives: { a: 3, b: null } },
  { name: 'NaN', content: '{"performance": {"auc": NaN}}', gives: { performance: { auc: null } } },
  { name: 'infinities', content: '{"a": [Infinity, -Infinity]}', gives: { a: [null, null] } },
  { name: 'a number that overflows', content: '{"a": 1e999}', gives: { a: null } },
  { name: '2^53 + 1', content: '{"a": 9007199254740993}', gives: { a: 9007199254740992 } },
  { name: '400 digits', content: `{"a": ${'9'.repeat(400)}}`, gives: { a: null } },
  { name: 'an escaped lone surrogate', content: '{"a": "\\ud800"}', gives: { a: '\ud800' } },
  { name: 'exactly 1 MiB', content: ofSize(MIB), gives: { note: expect.any(String) } },
  { name: '100 levels', content: ofDepth(100), gives: { deep: expect.any(Array) } },
  { name: '100 levels and NaN', content: ofDepth(100, 'NaN'), gives: { deep: expect.any(Array) } },
  {
    name: '__proto__',
    content: '{"__proto__": {"training_mode": "multi_symbol"}}',
    gives: JSON.parse('{"__proto__": {"training_mode": "multi_symbol"}}'),
  },
  {
    name: '__proto__, and NaN',
    content: '{"__proto__": {"training_mode": "multi_symbol"}, "a": NaN}',
    gives: JSON.parse('{"__proto__": {"training_mode": "multi_symbol"}, "a": null}'),
  },
];

describe('a config file that is used although it holds', () => {
  const versions = USABLE.map((row, at) => ({ ...row, odd: `9.${at}` }));
  const odd = versions.map(({ odd, content }) => versionWith(odd, content));
  const seen = lookAtAll(Object.assign({}, version('1.0'), ...odd));

  it.each(versions)('$name', ({ odd, gives }) => {
    const model = seen().models.find((model) => model.version === odd);
    expect(model).toMatchObject({ exists: true, problems: [] });
    expect(seen().ranked.map((candidate) => candidate.version)).toContain(odd);
    const shown = model?.metadata ?? {};
    expect(shown).toMatchObject(gives);
    const missing = Object.keys(gives).filter((key) => !Object.hasOwn(shown, key));
    expect(missing).toEqual([]);
  });

  it('any of these: none is turned down', () => {
    expect(seen().ranked).toHaveLength(USABLE.length + 1);
    expect(seen().rejected).toEqual([]);
  });
});

interface Metrics {
  readonly name: string;
  /** The `performance` of the version. */
  readonly performance: string;
  /** The metric that the config asks to be at least 0.5. */
  readonly metric: string;
  readonly gives: 'present' | 'missing';
}

const METRICS: Metrics[] = [
  { name: 'constructor', performance: '{}', metric: 'constructor', gives: 'missing' },
  { name: 'toString', performance: '{}', metric: 'toString', gives: 'missing' },
  {
    name: 'constructor',
    performance: '{"constructor": 1}',
    metric: 'constructor',
    gives: 'present',
  },
  { name: 'toString', performance: '{"toString": 1}', metric: 'toString', gives: 'present' },
  { name: 'NaN', performance: '{"auc": NaN}', metric: 'auc', gives: 'missing' },
  { name: 'Infinity', performance: '{"auc": Infinity}', metric: 'auc', gives: 'missing' },
  { name: '1e999', performance: '{"auc": 1e999}', metric: 'auc', gives: 'missing' },
];

describe('a required metric', () => {
  it.each(METRICS)('$name of $performance: $gives', async ({ performance, metric, gives }) => {
    const folder = modelsFolder({
      ...version('1.0', { performance: JSON.parse(`{"${metric}": 0.5}`) }),
      ...versionWith(BAD, metadataAnd(`"performance": ${performance}`)),
    });
    const config = `model: {selection: {min_performance: {"${metric}": 0.5}}}`;
    const seen = await look(folder, { config });
    if (gives === 'present') expectSelected(seen, []);
    else expectRejected(seen, [{ kind: 'low-performance', metric, expected: 0.5, actual: null }]);
  });
});

describe('metadata of 1 MiB that grows when it is printed with indentation', () => {
  const numbers = Array.from({ length: 500_000 }, () => 1).join();
  const growing = `{"trained_symbols": ${'['.repeat(98)}${numbers}${']'.repeat(98)}}`;

  it.each([['list', '--json'], ['doctor', '--json'], ['list'], ['doctor']])(
    '%s %s: finishes',
    async (...words) => {
      const folder = modelsFolder({
        ...version('1.0'),
        ...versionWith('2.0', growing),
        ...versionWith('2.1', growing),
        ...versionWith('2.2', growing),
      });
      const stdout = openSync('/dev/null', 'w');
      try {
        const where = ['--models-dir', folder, '--as-of', NOW, '--config', '-'];
        expectEnd(await runCli([...words, ...where], { stdout }), 0);
      } finally {
        closeSync(stdout);
      }
    },
  );
});

describe('backfill', () => {
  const backfill = (folder: string, ...words: string[]) =>
    runCli(['backfill', '1.0', ...words, '--models-dir', folder, '--config', '-']);

  it.each([MIB, MIB - 10])(
    'of a file of %d bytes: refused, as it would be too large',
    async (bytes) => {
      const note = `{"note": "${'x'.repeat(bytes - 12)}"}`;
      const folder = modelsFolder(versionWith('1.0', note));
      expect((await look(folder)).selected).toBe('1.0');
      expectEnd(await backfill(folder), 1);
      expect((await look(folder)).selected).toBe('1.0');
    },
  );

  it('of a number that is not finite: refused', async () => {
    const folder = modelsFolder(versionWith('1.0', '{}'));
    const result = await backfill(folder, '--training-days', '9'.repeat(400));
    expectEnd(result, 2);
    expect(result.stderr).toContain(': expected a number of days');
    expect((await look(folder)).models[0]?.metadata).toEqual({});
  });

  it('of a file with a mark, NaN and CRLF: the rest stays as it is, to the byte', async () => {
    const folder = modelsFolder(versionWith('1.0', '\ufeff{"a": NaN, "b": 9007199254740993}\r\n'));
    expectEnd(await backfill(folder, '--trained-symbols', 'BTC,\u202e'), 0);
    expect(readFileSync(join(folder, 'model_config_v1.0.json'), 'utf8')).toBe(
      '\ufeff{"a": NaN, "b": 9007199254740993, "training_mode": "single_symbol", ' +
        '"symbol_encoding_type": "one_hot", "trained_symbols": ["BTC","\u202e"]}\r\n',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { expectEnd, NOW, runCli } from './support/cli.js';
import { look, lookAtAll } from './support/look.js';
import { METADATA, modelsFolder, version } from './support/models.js';

/** What a value gives: nothing, a remark that it counts as missing, or a mismatch. */
type Gives = '-' | 'invalid' | 'mismatch';

const VALUES = [null, true, 0, 'x', [], {}, [1]];

// biome-ignore format: a table
const FIELDS: [key: string, ...gives: Gives[]][] = [
  //                               null        true        0           "x"         []          {}          [1]
  ['training_mode',               'mismatch', 'mismatch', 'mismatch', 'mismatch', 'mismatch', 'mismatch', 'mismatch'],
  ['symbol_encoding_type',        'mismatch', 'mismatch', 'mismatch', 'mismatch', 'mismatch', 'mismatch', 'mismatch'],
  ['trained_symbols',             'invalid',  'invalid',  'invalid',  'invalid',  '-',        'invalid',  'invalid'],
  ['training_days',               'invalid',  'invalid',  '-',        'invalid',  'invalid',  'invalid',  'invalid'],
  ['training_end_timestamp',      'invalid',  'invalid',  'invalid',  'invalid',  'invalid',  'invalid',  'invalid'],
  ['performance',                 'invalid',  'invalid',  'invalid',  'invalid',  'invalid',  '-',        'invalid'],
  ['performance.auc',             'invalid',  'invalid',  '-',        'invalid',  'invalid',  'invalid',  'invalid'],
  ['version',                     '-',        '-',        '-',        '-',        '-',        '-',        '-'],
  ['training_date',               '-',        '-',        '-',        '-',        '-',        '-',        '-'],
  ['features',                    '-',        '-',        '-',        '-',        '-',        '-',        '-'],
  ['symbol_history_days',         '-',        '-',        '-',        '-',        '-',        '-',        '-'],
  ['symbol_encoding_map',         '-',        '-',        '-',        '-',        '-',        '-',        '-'],
  ['min_history_days_per_symbol', '-',        '-',        '-',        '-',        '-',        '-',        '-'],
  ['anything_else',               '-',        '-',        '-',        '-',        '-',        '-',        '-'],
];

const MISMATCHES: Readonly<Record<string, object>> = {
  training_mode: { kind: 'training-mode-mismatch', expected: 'multi_symbol', stated: true },
  symbol_encoding_type: { kind: 'symbol-encoding-mismatch', expected: 'one_hot', stated: true },
};

const CELLS = FIELDS.flatMap(([key, ...gives]) =>
  VALUES.map((value, at) => ({ key, value, gives: gives[at], shown: JSON.stringify(value) })),
).map((cell, at) => ({ ...cell, name: `2.${at}` }));

describe('a metadata field of the wrong type', () => {
  const mode = { training_mode: 'multi_symbol' };
  const versions = CELLS.map(({ name, key, value }) => {
    const [outer = key, inner] = key.split('.');
    return version(name, { ...mode, [outer]: inner === undefined ? value : { [inner]: value } });
  });
  const seen = lookAtAll(
    Object.assign({}, version('1.0', mode), ...versions),
    'model: {training_mode: multi_symbol}',
  );

  it.each(CELLS)('$key: $shown gives $gives', ({ key, value, gives, name }) => {
    const { models, rejected } = seen();
    expect(models[0]).toMatchObject({ version: '1.0', exists: true, problems: [] });
    const listed = models.find((model) => model.version === name);
    const against = rejected.find((model) => model.version === name);
    const remark = { kind: 'invalid-field', key, expected: expect.any(String), actual: value };
    expect(listed?.problems).toEqual(gives === 'invalid' ? [remark] : []);
    expect(against?.problems).toEqual(
      gives === 'mismatch' ? [{ ...MISMATCHES[key], actual: value }] : undefined,
    );
  });

  it('and all versions: listed as written, and the best one selected', () => {
    const { models, selected, rejected } = seen();
    const shown = models.slice(1).map(({ metadata }) => metadata);
    const written = CELLS.map(({ key, value }) => {
      const [outer = key, inner] = key.split('.');
      return { ...METADATA, ...mode, [outer]: inner === undefined ? value : { [inner]: value } };
    });
    expect(shown).toEqual(written);
    expect(selected).toBe(`2.${CELLS.length - 1}`);
    expect(rejected).toHaveLength(CELLS.filter(({ gives }) => gives === 'mismatch').length);
  });

  it('symbol_encoding_type: of no matter for single_symbol', async () => {
    const files = { ...version('1.0'), ...version('1.1', { symbol_encoding_type: null }) };
    expect(await look(modelsFolder(files))).toMatchObject({ selected: '1.1', rejected: [] });
  });

  it('in every field: every problem', async () => {
    const metadata = Object.fromEntries(FIELDS.map(([key]) => [key, null]));
    const files = { ...version('1.0'), ...version('1.1', metadata) };
    const { models, selected, rejected } = await look(modelsFolder(files));
    const kinds = [models[1], rejected[0]].map((each) => each?.problems.map(({ kind }) => kind));
    expect(kinds).toEqual([Array(4).fill('invalid-field'), ['training-mode-mismatch']]);
    expect(selected).toBe('1.0');
  });
});

interface Time {
  readonly time: string;
  /** What is made of it on 2025-12-10: the recency, and whether there is a remark. */
  readonly gives: number | 'invalid' | 'future' | 'far-future';
}

const TIMES: Time[] = [
  { time: '2025-11-30', gives: 355 },
  { time: '2025-11-30T00:00:00.000000001', gives: 356 },
  { time: '2025-11-29 23:59:59.999999999Z', gives: 355 },
  { time: '2025-11-30T00:00:00.123456789123456789Z', gives: 356 },
  { time: '2025-11-30T00:00:00+05:30', gives: 355 },
  { time: '2025-11-30T00:00:00-0800', gives: 356 },
  { time: '2024-02-29', gives: 0 },
  { time: '0001-01-01', gives: 0 },
  { time: '2025-02-29', gives: 'invalid' },
  { time: '2025-02-30', gives: 'invalid' },
  { time: '2025-00-10', gives: 'invalid' },
  { time: '2025-13-10', gives: 'invalid' },
  { time: '2025-12-00', gives: 'invalid' },
  { time: '2025-04-31T12:00:00Z', gives: 'invalid' },
  { time: '0000-01-01', gives: 'invalid' },
  { time: '10000-01-01', gives: 'invalid' },
  { time: '-2025-01-01', gives: 'invalid' },
  { time: '2025-11-30T24:00:00', gives: 'invalid' },
  { time: '2025-11-30T12:60:00', gives: 'invalid' },
  { time: '2025-11-30T23:59:60', gives: 'invalid' },
  { time: '2025-11-30T12:00:00+24:00', gives: 'invalid' },
  { time: '2025-11-30T12:00:00+00:60', gives: 'invalid' },
  { time: '2025-W48-7', gives: 'invalid' },
  { time: '2025-334', gives: 'invalid' },
  { time: '20251130', gives: 'invalid' },
  { time: '30.11.2025', gives: 'invalid' },
  { time: '2025-11-30T', gives: 'invalid' },
  { time: '2025-11-30\n', gives: 'invalid' },
  { time: ' 2025-11-30', gives: 'invalid' },
  { time: '２０２５-11-30', gives: 'invalid' },
  { time: '1764460800', gives: 'invalid' },
  { time: 'yesterday', gives: 'invalid' },
  { time: '\u001b[2J\u202e', gives: 'invalid' },
  { time: '', gives: 'invalid' },
  { time: '2025-12-10T00:00:00.000000001Z', gives: 'future' },
  { time: '2025-12-12T00:00:00Z', gives: 'future' },
  { time: '2025-12-12T00:00:00.000000001Z', gives: 'far-future' },
  { time: '9999-12-31T23:59:59-23:59', gives: 'far-future' },
];

const KEY = 'training_end_timestamp';

describe('the training end', () => {
  const cells = TIMES.map((row, at) => ({ ...row, name: `1.${at + 1}` }));
  const files = Object.assign(
    version('1.0'),
    ...cells.map(({ name, time }) => version(name, { [KEY]: time })),
  );
  const seen = lookAtAll(files, '');
  const aged = lookAtAll(files, 'model: {selection: {max_age_days: 99999}}');

  it.each(cells)('$time: $gives', ({ name, time, gives }) => {
    const expected = 'a real ISO 8601 date and time';
    const remark = { kind: 'invalid-field', key: KEY, expected, actual: time };
    const listed = seen().models.find((model) => model.version === name);
    expect(listed?.problems).toEqual(gives === 'invalid' ? [remark] : []);
    const ranked = seen().ranked.find((model) => model.version === name);
    const recency = { invalid: 0, future: 365, 'far-future': 0 }[gives] ?? gives;
    expect(ranked?.score).toMatchObject({ recency });
  });

  it('that is invalid or more than 48 h ahead: no known age', () => {
    const problems = [{ kind: 'unknown-age', expected: 99_999 }];
    const unknown = cells.filter(({ gives }) => gives === 'invalid' || gives === 'far-future');
    expect(aged().rejected).toContainEqual({ version: unknown[0]?.name, problems });
    const rejected = aged().rejected.filter(({ problems: [first] }) => first?.kind !== 'too-old');
    expect(rejected).toEqual(unknown.map(({ name }) => ({ version: name, problems })));
  });

  it.each(['select', 'explain'])('that is more than 48 h ahead: %s says so', async (command) => {
    const words = [command, '--as-of', NOW, '--config', '-', '--models-dir'];
    const { stderr } = await runCli([...words, modelsFolder(files)]);
    const told = stderr.match(/version \S+: training_end_timestamp is in the future \(\S+\)/g);
    const far = cells.filter(({ gives }) => gives === 'far-future');
    expect(told).toEqual(
      far.map(
        ({ name, time }) => `version ${name}: training_end_timestamp is in the future (${time})`,
      ),
    );
  });

  it('that is in the future: doctor says so', async () => {
    const words = ['doctor', '--json', '--as-of', NOW, '--config', '-', '--models-dir'];
    const result = await runCli([...words, modelsFolder(files)]);
    expectEnd(result, 0);
    const { problems } = JSON.parse(result.stdout) as { problems: { kind: string }[] };
    expect(problems.filter(({ kind }) => kind === 'future-timestamp')).toEqual(
      cells
        .filter(({ gives }) => gives === 'future' || gives === 'far-future')
        .map(({ name, time }) => ({
          version: name,
          kind: 'future-timestamp',
          key: KEY,
          actual: time,
        })),
    );
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  escapeText,
  PROBLEM_KINDS,
  type Problem,
  type ProblemKind,
  problemText,
} from '../../src/index.js';
import { problem } from '../../src/models/problem.js';

const PAGES = new URL('../../../../docs/problems/', import.meta.url);
const ESC = '\u001b[2J';

/** The example of its page, with hostile text wherever text of a file can stand. */
function hostileExample(kind: ProblemKind): Problem {
  const page = readFileSync(new URL(`${kind}.md`, PAGES), 'utf8');
  const example = JSON.parse(/^```json\n(.*?)^```$/ms.exec(page)?.[1] ?? 'null');
  expect(example.kind).toBe(kind);
  return hostile(example, (facts) => problem.safeParse(facts).success) as Problem;
}

/** The value with every text replaced that may be any text. */
function hostile(value: unknown, isValid: (value: unknown) => boolean): unknown {
  if (typeof value === 'string') return isValid(ESC) ? ESC : value;
  if (typeof value !== 'object' || value === null) return value;
  const copy = structuredClone(value) as Record<string, unknown>;
  for (const [key, member] of Object.entries(copy)) {
    copy[key] = hostile(member, (other) => isValid({ ...copy, [key]: other }));
  }
  return copy;
}

it('the list of configs is not to be removed by who only may not read it', () => {
  const list = { kind: 'config-unreadable', what: 'list', file: '/srv/models/list' } as const;
  const advice = (detail: string) => problemText({ ...list, detail }).advice;
  expect(advice('EACCES')).not.toContain('Remove');
  expect(advice('EACCES')).toContain('owner');
  expect(advice('not JSON')).toContain('Remove the file');
});

/** The tests of the packages that find problems, and what the programs print in the tests. */

describe.each(PROBLEM_KINDS)('%s', (kind) => {
  it('has words, and none of them reaches the terminal raw', () => {
    const words = problemText(hostileExample(kind));
    expect(Object.keys(words)).toEqual(['title', 'expected', 'actual', 'advice']);
    for (const text of Object.values(words)) {
      expect(text).not.toBe('');
      expect(escapeText(text)).toBe(text);
    }
  });

  it('has a page in the documentation, which says what to do', () => {
    const page = readFileSync(new URL(`${kind}.md`, PAGES), 'utf8');
    expect(page).toContain(`# \`${kind}\``);
    expect(page).toMatch(/\n## What to do\n\n\S/);
    expect(readFileSync(new URL('README.md', PAGES), 'utf8')).toContain(`(${kind}.md)`);
  });
});

it('every page is about a kind', () => {
  const pages = readdirSync(PAGES).filter((name) => name !== 'README.md');
  expect(pages.sort()).toEqual(PROBLEM_KINDS.map((kind) => `${kind}.md`).sort());
});

const symbols = (count: number) => Array.from({ length: count }, (_, at) => `S${at + 1}`);
const actualOf = (problem: Problem) => problemText(problem).actual;

it.each([
  ['directory', 'a directory'],
  ['fifo', 'a FIFO (named pipe)'],
  ['socket', 'a socket'],
  ['device', 'a device'],
  ['broken-symlink', 'a symlink that leads to no file'],
  ['symlink', 'a symlink'],
  ['symlink-outside', 'a symlink that leaves the models directory'],
] as const)('in place of a file, a %s is %s', (found, words) => {
  expect(actualOf({ kind: 'not-a-file', artifact: 'model', found })).toBe(words);
});

it.each([
  ['empty', '', 'the file is empty'],
  ['not-json', 'line 2, column 1', 'not JSON (line 2, column 1)'],
  ['git-lfs-pointer', '', 'a Git LFS pointer, not the file itself'],
  ['html', '', 'a web page, not the file itself'],
  ['not-an-object', 'list', 'JSON, but no object (list)'],
  ['not-utf8', '', 'not UTF-8 text'],
  ['too-large', '', 'larger than 1 MiB'],
  ['too-deep', '', 'nested deeper than 100 levels'],
  ['too-many-values', '', 'more than 50,000 values'],
] as const)('a config file is %s %s: %s', (reason, detail, words) => {
  expect(actualOf({ kind: 'metadata-unreadable', reason, detail })).toBe(words);
});

it.each([
  ['git-lfs-pointer', 'LFS pointer: run git lfs pull.'],
  ['html', 'A download gave an error page: fetch the file again.'],
] as const)(
  'what stands for a file that was not fetched, %s, says how to fetch it',
  (found, advice) => {
    const facts = {
      grade: 'refused',
      finding: 'not-a-model',
      detail: found,
      offset: null,
      more: 0,
    };
    const text = problemText({ kind: 'unsafe-artifact', artifact: 'model', ...facts } as Problem);
    expect(text).toMatchObject({ title: 'The model file is no model', advice });
    const unreadable = { kind: 'metadata-unreadable', reason: found, detail: '' } as const;
    expect(problemText(unreadable).advice).toBe(advice);
  },
);

it.each([
  ['not-a-version', 'it has no version of the layout: by default MAJOR.MINOR'],
  ['not-canonical', 'its version has a leading zero or more than 9 digits, or is no real time'],
  ['extra-text', 'there is other text where the name should end'],
  ['wrong-case', 'upper and lower case differ from the pattern'],
] as const)('a name is ignored, %s: %s', (reason, words) => {
  expect(actualOf({ kind: 'ignored-file', file: 'f', reason })).toBe(words);
});

it.each([
  [{ stated: true, actual: 'index' }, 'index'],
  [{ stated: true, actual: null }, 'null'],
  [{ stated: false, actual: 'one_hot' }, 'one_hot (the default: the metadata says nothing)'],
])('a mismatch says whether the value is a default: %j', (facts, words) => {
  const mode = { kind: 'training-mode-mismatch', expected: 'multi_symbol', ...facts } as const;
  const encoding = { kind: 'symbol-encoding-mismatch', expected: 'index', ...facts } as const;
  expect(actualOf(mode)).toBe(words);
  expect(actualOf(encoding)).toBe(words);
});

it.each([
  [10, 'S1, S2, S3, S4, S5, S6, S7, S8, S9, S10'],
  [12, 'S1, S2, S3, S4, S5, S6, S7, S8, S9, S10 and 2 more'],
])('of %i symbols the first ten are shown', (count, words) => {
  const problem = {
    kind: 'missing-symbols',
    expected: ['A', 'B'],
    missing: symbols(count),
  } as const;
  expect(problemText(problem)).toMatchObject({ expected: 'A, B', actual: `not trained: ${words}` });
});

it.each([
  [null, 'The metric auc is missing', 'no such number in performance'],
  [0.4, 'The metric auc is too low', '0.4'],
])('a metric of %j', (actual, title, words) => {
  const problem = { kind: 'low-performance', metric: 'auc', expected: 0.5, actual } as const;
  expect(problemText(problem)).toMatchObject({ title, expected: 'at least 0.5', actual: words });
});

it.each([
  [{}, 'import: os.system'],
  [{ offset: 0 }, 'import: os.system at byte 0'],
  [{ more: 1 }, 'import: os.system, and 1 more'],
  [{ offset: 7, more: 2 }, 'import: os.system at byte 7, and 2 more'],
])('what an inspection found: %j', (facts, words) => {
  const finding = { finding: 'import', detail: 'os.system', offset: null, more: 0 } as const;
  const problem = { kind: 'unsafe-artifact', artifact: 'model', ...finding, ...facts } as const;
  expect(problemText({ ...problem, grade: 'refused' })).toMatchObject({
    title: 'Loading the model file is not safe',
    actual: words,
    advice: 'Do not load it. Look closer with model-registry inspect; train again.',
  });
  expect(problemText({ ...problem, grade: 'warning' })).toMatchObject({
    title: 'Loading the model file may not be safe',
    actual: words,
    advice: expect.stringContaining('trusted_globals'),
  });
});

it.each([
  ['count', 'the same count'],
  ['names', 'the same names'],
  ['order', 'the same names in the same order'],
] as const)('features that differ in %s', (difference, expected) => {
  const problem = { kind: 'feature-mismatch', between: ['model', 'scaler'], difference } as const;
  expect(problemText({ ...problem, values: ['3', '4'] })).toMatchObject({
    expected,
    actual: 'model: 3; scaler: 4',
  });
});

it('a checksum is shown by its beginning, with the size', () => {
  const recorded = { sha256: '0123456789abcdef'.repeat(4), size: 5 };
  const problem: Problem = {
    kind: 'checksum-mismatch',
    artifact: 'model',
    expected: recorded,
    actual: { ...recorded, size: 6 },
  };
  expect(problemText(problem)).toMatchObject({
    expected: 'SHA-256 0123456789abcdef…, 5 bytes',
    actual: 'SHA-256 0123456789abcdef…, 6 bytes',
  });
});

it('keys that are missing are all named', () => {
  const problem = { kind: 'legacy-metadata', missing: ['training_mode', 'training_days'] } as const;
  expect(problemText(problem).expected).toBe('also training_mode, training_days');
});

it.each([
  [1, 'at most 1 day'],
  [2, 'at most 2 days'],
])('a limit of %d: %s', (expected, words) => {
  expect(problemText({ kind: 'unknown-age', expected }).expected).toBe(words);
});

describe('the age of a model that is too old', () => {
  it.each([
    [91.234, '91.23 days'],
    [90.01, '90.01 days'],
    [90.0001, 'just over 90 days'],
  ])('%d', (actual, words) => {
    expect(problemText({ kind: 'too-old', expected: 90, actual }).actual).toBe(words);
  });
});

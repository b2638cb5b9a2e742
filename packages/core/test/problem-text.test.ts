import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { escapeText, PROBLEM_KINDS, type Problem, problemText } from '../src/index.js';

const PAGES = new URL('../../../docs/problems/', import.meta.url);
const ESC = '\u001b[2J';

/** One of each kind, with hostile text wherever text of a file can stand. */
const EXAMPLES: { [K in Problem['kind']]: Extract<Problem, { kind: K }> } = {
  'missing-file': { kind: 'missing-file', artifact: 'scaler' },
  'not-a-file': { kind: 'not-a-file', artifact: 'model', found: 'link-outside' },
  'empty-file': { kind: 'empty-file', artifact: 'model' },
  'metadata-unreadable': { kind: 'metadata-unreadable', reason: 'not-json', detail: ESC },
  'checksum-mismatch': {
    kind: 'checksum-mismatch',
    artifact: 'model',
    expected: { sha256: '0'.repeat(64), size: 1 },
    actual: { sha256: '1'.repeat(64), size: 1 },
  },
  'unsafe-artifact': {
    kind: 'unsafe-artifact',
    artifact: 'model',
    grade: 'refused',
    finding: ESC,
    detail: ESC,
    offset: 7,
    more: 2,
  },
  'feature-mismatch': {
    kind: 'feature-mismatch',
    between: ['model', 'scaler'],
    difference: 'names',
    values: [ESC, ESC],
  },
  'invalid-field': { kind: 'invalid-field', key: ESC, expected: 'a number', actual: ESC },
  'not-pinned': { kind: 'not-pinned', expected: '1.0', actual: '1.1' },
  'training-mode-mismatch': {
    kind: 'training-mode-mismatch',
    expected: 'multi_symbol',
    actual: ESC,
    stated: true,
  },
  'symbol-encoding-mismatch': {
    kind: 'symbol-encoding-mismatch',
    expected: 'one_hot',
    actual: { [ESC]: ESC },
    stated: true,
  },
  'missing-symbols': { kind: 'missing-symbols', expected: [ESC], missing: [ESC] },
  'low-coverage': { kind: 'low-coverage', expected: 0.8, actual: 0.5, missing: [ESC] },
  'unknown-age': { kind: 'unknown-age', expected: 90 },
  'too-old': { kind: 'too-old', expected: 90, actual: 91 },
  'low-performance': { kind: 'low-performance', metric: ESC, expected: 0.5, actual: null },
  'ignored-file': { kind: 'ignored-file', file: ESC, reason: 'extra-text' },
  'legacy-metadata': { kind: 'legacy-metadata', missing: ['training_mode'] },
  'version-mismatch': { kind: 'version-mismatch', expected: '1.0', actual: ESC },
  'future-timestamp': { kind: 'future-timestamp', key: 'training_end_timestamp', actual: ESC },
  'unpublished-staging': { kind: 'unpublished-staging', file: ESC },
  'unreadable-folder': { kind: 'unreadable-folder', file: ESC, detail: ESC },
  'unsafe-permissions': { kind: 'unsafe-permissions', file: ESC, actual: '0666' },
  'hard-coded-path': { kind: 'hard-coded-path', key: 'model.path', expected: '1.0', actual: '0.9' },
};

describe.each(PROBLEM_KINDS)('%s', (kind) => {
  it('has words, and none of them reaches the terminal raw', () => {
    const words = problemText(EXAMPLES[kind]);
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

  it('is produced by a test', () => {
    const tests = [
      ...sources('./'),
      ...sources('../../fs-scanner/test/'),
      ...sources('../../fs-store/test/'),
      ...sources('../../selector/test/'),
      ...sources('../../../e2e/'),
    ];
    expect(tests.some((text) => text.includes(`'${kind}'`))).toBe(true);
  });
});

it('every page is about a kind', () => {
  const pages = readdirSync(PAGES).filter((name) => name !== 'README.md');
  expect(pages.sort()).toEqual(PROBLEM_KINDS.map((kind) => `${kind}.md`).sort());
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

function sources(folder: string): string[] {
  const url = new URL(folder, import.meta.url);
  if (!existsSync(url)) return [];
  return readdirSync(url)
    .filter((name) => name.endsWith('.test.ts') && name !== 'problem-text.test.ts')
    .map((name) => readFileSync(new URL(name, url), 'utf8'));
}

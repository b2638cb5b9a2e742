import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FINDINGS, type Finding, findingText, gradeOf, verdictOf } from '../src/index.js';

const FILES_OWN = { module: 'src.models', name: 'Own', offset: 12, opcode: 'GLOBAL' } as const;

const EXAMPLES: readonly (readonly [Finding, grade: string, title: string])[] = [
  [
    { kind: 'malformed', reason: 'memo', offset: 7, opcode: 'BINGET' },
    'refused',
    'Not a pickle that joblib writes: it reads a stored value that was never stored (BINGET at byte 7)',
  ],
  [
    { kind: 'limit-exceeded', limit: 'marks', allowed: 10_000, offset: 10_002 },
    'refused',
    'More than 10,000 open marks (at byte 10002)',
  ],
  [{ kind: 'legacy-format' }, 'refused', 'Written by joblib 0.9 or older'],
  [{ kind: 'not-a-file', found: 'directory' }, 'refused', 'This is a directory'],
  [{ kind: 'not-a-model', found: 'html' }, 'refused', 'This is a web page, not a model'],
  [
    { kind: 'wrong-format', expected: 'json', found: 'pickle' },
    'refused',
    'By its name this is JSON, by its content a pickle',
  ],
  [
    { kind: 'malformed-data', format: 'safetensors', reason: 'size' },
    'refused',
    'Damaged as safetensors: its parts are not as long as it says',
  ],
  [
    { kind: 'standard-library-import', ...FILES_OWN, module: 'posix', name: 'system' },
    'refused',
    "Imports posix.system of Python's own library (GLOBAL at byte 12)",
  ],
  [
    {
      kind: 'unlisted-library-import',
      ...FILES_OWN,
      module: 'numpy',
      name: 'load',
      use: 'referred',
    },
    'refused',
    'numpy.load of a library is not known to be harmless, and is referred to, not called (GLOBAL at byte 12)',
  ],
  [
    { kind: 'unlisted-call', ...FILES_OWN, use: 'called' },
    'refused',
    'src.models.Own is not known to be harmless, and is called (GLOBAL at byte 12)',
  ],
  [
    { kind: 'not-inspected', compression: 'xz' },
    'refused',
    'Compressed with xz, which cannot be read here: it may contain anything',
  ],
  [
    { kind: 'unlisted-import', ...FILES_OWN, use: 'built' },
    'warning',
    'src.models.Own is not known, and is built, not called (GLOBAL at byte 12)',
  ],
  [
    { kind: 'unchecked-format', format: 'pytorch' },
    'warning',
    'PyTorch: it can run code in ways that are not checked here',
  ],
  [
    { kind: 'allowed-import', ...FILES_OWN, use: 'referred', trusted: true },
    'information',
    'src.models.Own: referred to, not called (GLOBAL at byte 12)',
  ],
];

it.each(EXAMPLES)('%o', (finding, grade, title) => {
  expect(gradeOf(finding)).toBe(grade);
  expect(findingText(finding).title).toBe(title);
});

it('has an example, words and a section of the page for every kind', () => {
  expect(EXAMPLES.map(([{ kind }]) => kind)).toEqual(Object.keys(FINDINGS));
  const page = readFileSync(new URL('../../../docs/findings.md', import.meta.url), 'utf8');
  expect([...page.matchAll(/^## (\S+)$/gm)].map(([, kind]) => kind)).toEqual(Object.keys(FINDINGS));
});

it('escapes names that would look like something else, and cuts long ones', () => {
  const module = 'a\u001b[2J\u202eb\u0430';
  const { title } = findingText({ kind: 'unlisted-import', ...FILES_OWN, module, use: 'built' });
  expect(title).toMatch(/^a\\u001b\[2J\\u202eb\\u0430\.Own is not known/);
  const long = findingText({
    kind: 'unlisted-import',
    ...FILES_OWN,
    name: 'x'.repeat(1e6),
    use: 'built',
  });
  expect(long.title.length).toBeLessThan(250);
});

it('takes the gravest grade for the verdict', () => {
  const of = (...grades: string[]) =>
    verdictOf(EXAMPLES.filter(([, grade]) => grades.includes(grade)).map(([finding]) => finding));
  expect(of()).toBe('clean');
  expect(of('information')).toBe('clean');
  expect(of('information', 'warning')).toBe('warning');
  expect(of('warning', 'refused')).toBe('refused');
});

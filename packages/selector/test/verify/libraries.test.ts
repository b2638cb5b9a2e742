import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Inspection } from '@org/model-registry-artifact-inspector';
import { expect, it } from 'vitest';
import { libraryCheck } from '../../src/verify/libraries.js';

const INSPECTION = {
  format: 'pickle',
  findings: [{ kind: 'allowed-import', module: 'sklearn.pipeline' }],
  summary: { versions: { sklearn: '1.5.2' } },
} as unknown as Inspection;

it('all models of one decision are compared with the same environment, which is read once', () => {
  const python = mkdtempSync(join(tmpdir(), 'environment-'));
  const packages = join(python, 'lib/python3.11/site-packages');
  const install = (version: string) => {
    const note = join(packages, `scikit_learn-${version}.dist-info`);
    mkdirSync(note, { recursive: true });
    writeFileSync(join(note, 'METADATA'), '');
  };
  try {
    install('1.5.2');
    const check = libraryCheck({ libraries: 'warn', python });
    expect(check([INSPECTION], null)).toEqual([]);
    rmSync(packages, { recursive: true });
    install('1.9.1');
    expect(check([INSPECTION], null)).toEqual([]);
    expect(libraryCheck({ libraries: 'warn', python })([INSPECTION], null)).toHaveLength(1);
  } finally {
    rmSync(python, { recursive: true });
  }
});

it('nothing is read where it is off, or where no environment is named', () => {
  expect(libraryCheck({ libraries: 'off', python: '/missing' })([INSPECTION], null)).toEqual([]);
  expect(libraryCheck({ libraries: 'refuse', python: null })([INSPECTION], null)).toEqual([]);
});

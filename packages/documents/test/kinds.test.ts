import { FINDING_KINDS, type Finding } from '@org/model-registry-artifact-inspector';
import { expect, it } from 'vitest';
import * as documents from '../src/index.js';

it('the schema knows the findings that the inspector knows', () => {
  const kinds = documents.finding._zod.def.options.map(({ shape }) => shape.kind.def.values[0]);
  expect(kinds.sort()).toEqual([...FINDING_KINDS].sort());
});

it('the types of their facts are the same: the compiler checks it', () => {
  // What a file or the inspector says in a word of many is any string in the document.
  const finding = (read: Exclude<documents.Finding, { kind: 'malformed' | 'limit-exceeded' }>) =>
    read satisfies Finding;
  expect(finding).toBeTypeOf('function');
});

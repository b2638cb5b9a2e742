import { FINDING_KINDS, type Finding } from '@org/model-registry-artifact-inspector';
import { PROBLEM_KINDS, type Problem } from '@org/model-registry-core';
import { expect, it } from 'vitest';
import * as documents from '../src/index.js';

const kindsOf = (schema: typeof documents.problem | typeof documents.finding) =>
  schema.options.map((option) => option.shape.kind.value).sort();

it('the schemas know the problems that the programs know', () => {
  expect(kindsOf(documents.problem)).toEqual([...PROBLEM_KINDS].sort());
});

it('the schemas know the findings that the inspector knows', () => {
  expect(kindsOf(documents.finding)).toEqual([...FINDING_KINDS].sort());
});

it('the types of their facts are the same: the compiler checks it', () => {
  const problem = (read: documents.Problem): Problem => read;
  // What a file or the inspector says in a word of many is any string in the document.
  const finding = (read: Exclude<documents.Finding, { kind: 'malformed' | 'limit-exceeded' }>) =>
    read satisfies Finding;
  expect([problem, finding]).toHaveLength(2);
});

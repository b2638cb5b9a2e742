import { PROBLEM_KINDS } from '@org/model-registry-core';
import { expect, it } from 'vitest';
import { PROBLEM_PAGES } from '../src/problem-pages.js';

it('every kind has a text, and none has marks of Markdown', () => {
  expect(Object.keys(PROBLEM_PAGES)).toEqual([...PROBLEM_KINDS].sort());
  for (const { what, todo } of Object.values(PROBLEM_PAGES)) {
    expect(`${what} ${todo}`).not.toMatch(/[`*]|\]\(|\n/);
    expect(todo.length).toBeGreaterThan(20);
  }
});

import { type Problem, problemText, wrapBehind } from '@org/model-registry-core';
import { paint } from './style.js';

/** A problem as lines of at most 80 columns: its title, and what is expected, found and to do. */
export function renderProblem(problem: Problem): string[] {
  const { title, expected, actual, advice } = problemText(problem);
  return [
    ...wrapBehind('    ', title).map((line) => paint('yellow', line)),
    ...wrapBehind('      expected  ', expected),
    ...wrapBehind('      found     ', actual),
    ...wrapBehind('      to do     ', advice),
  ];
}

import { type Problem, problemText, wrapBehind } from '@org/model-registry-core';
import { paint } from './style.js';

/** A problem as lines of at most 80 columns: its title, and what is expected, found and to do. */
export function renderProblem(problem: Problem): string[] {
  return [...renderProblemFacts(problem), ...renderAdvice(problemText(problem).advice)];
}

/** The same without what to do: that advice is for files in the models directory. */
export function renderProblemFacts(problem: Problem): string[] {
  const { title, expected, actual } = problemText(problem);
  return [
    ...wrapBehind('    ', title).map((line) => paint('yellow', line)),
    ...wrapBehind('      expected  ', expected),
    ...wrapBehind('      found     ', actual),
  ];
}

/** What to do about a problem, as its last lines. */
export function renderAdvice(advice: string): string[] {
  return wrapBehind('      to do     ', advice);
}

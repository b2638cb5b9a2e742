import { fstatSync } from 'node:fs';
import { inspect } from 'node:util';
import { type Problem, type ProblemText, problemText, wrapBehind } from '@org/model-registry-core';

type Format = 'bold' | 'green' | 'red' | 'yellow';

/**
 * Text in a colour, where stdout is a terminal and NO_COLOR is not set; else as it is.
 *
 * @example paint('green', '1.4')
 */
export function paint(format: Format, text: string): string {
  if (process.env.NO_COLOR || !isOnTerminal()) return text;
  const [begin, end] = inspect.colors[format] as [number, number];
  return `\u001b[${begin}m${text}\u001b[${end}m`;
}

/** Asks the kernel first: `process.stdout` is loaded when it is asked for. */
function isOnTerminal(): boolean {
  return fstatSync(1).isCharacterDevice() && process.stdout.isTTY;
}

/** A problem as lines of at most 80 columns: its title, and what is expected, found and to do. */
export function renderProblem(problem: Problem): string[] {
  const text = problemText(problem);
  return [...renderFacts(text), ...renderAdvice(text.advice)];
}

/** The same without what to do. */
export function renderFacts({ title, expected, actual }: Omit<ProblemText, 'advice'>): string[] {
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

import type { Answer } from './decision.js';
import type { Terminal } from './terminal.js';

const QUESTION = 'Do you want to retrain anyway? [y/N] ';

const ANSWERS: Readonly<Record<string, Answer>> = {
  y: 'retrain',
  yes: 'retrain',
  n: 'reuse',
  no: 'reuse',
  '': 'reuse',
};

/**
 * Asks until there is an answer; Enter alone is no.
 *
 * @returns null at the end of input
 * @throws InterruptedError for Ctrl-C
 */
export async function ask(terminal: Terminal): Promise<Answer | null> {
  terminal.write(QUESTION);
  for await (const line of terminal.lines()) {
    const typed = line.trim().toLowerCase();
    const answer = Object.hasOwn(ANSWERS, typed) ? ANSWERS[typed] : undefined;
    if (answer) return answer;
    terminal.write(`Please answer y or n. ${QUESTION}`);
  }
  terminal.write('\n');
  return null;
}

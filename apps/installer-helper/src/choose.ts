import type { Answer, DefaultReason, InstallerOptions } from './options.js';
import { isTerminal, openTerminal, type Terminal } from './terminal.js';

/** What to do with a compatible model, and why it is the default where nobody chose. */
export interface Choice {
  readonly answer: Answer;
  readonly byDefault: DefaultReason | null;
}

/**
 * Takes the answer that was given ahead, or asks for it. Where nobody can answer it does not wait.
 *
 * @param description of the model; stderr has it already
 * @throws InterruptedError for Ctrl-C
 */
export async function choose(
  { answer, silence }: InstallerOptions,
  description: string,
): Promise<Choice> {
  if (answer) return { answer, byDefault: null };
  if (silence) return keep(silence);
  const terminal = openTerminal();
  if (!terminal) return keep('no-terminal');
  // Where stderr goes to a log, the question would come without what it is about.
  if (!(await isTerminal(2))) terminal.write(description);
  const typed = await ask(terminal);
  return typed ? { answer: typed, byDefault: null } : keep('end-of-input');
}

function keep(byDefault: DefaultReason): Choice {
  return { answer: 'reuse', byDefault };
}

const QUESTION = 'Do you want to retrain anyway? [y/N] ';

const ANSWERS: Readonly<Record<string, Answer>> = {
  y: 'retrain',
  yes: 'retrain',
  n: 'reuse',
  no: 'reuse',
  '': 'reuse',
};

/** Asks until there is an answer; Enter alone is no. At the end of input the answer is null. */
async function ask(terminal: Terminal): Promise<Answer | null> {
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

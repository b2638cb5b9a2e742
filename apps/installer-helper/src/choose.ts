import { isatty } from 'node:tty';
import { ask } from './ask.js';
import type { Answer, DefaultReason } from './decision.js';
import type { InstallerOptions } from './read-options.js';
import { openTerminal } from './terminal.js';

/** What to do with a compatible model, and why it is the default where nobody chose. */
export interface Choice {
  readonly answer: Answer;
  readonly byDefault: DefaultReason | null;
}

/**
 * Takes the answer that was given ahead, or asks for it. Waits for nobody where nobody can answer.
 *
 * @param description of the model, which stderr has already
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
  if (!isatty(2)) terminal.write(description);
  const typed = await ask(terminal);
  return typed ? { answer: typed, byDefault: null } : keep('end-of-input');
}

function keep(byDefault: DefaultReason): Choice {
  return { answer: 'reuse', byDefault };
}

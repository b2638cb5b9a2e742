import { fstatSync } from 'node:fs';
import { inspect } from 'node:util';
import {
  escapeText,
  type Problem,
  type ProblemText,
  problemText,
  type Remark,
  remarkText,
  wrapBehind,
  wrapSentence,
} from '@org/model-registry-core';
import { withPlace } from './hints.js';

type Format = 'bold' | 'green' | 'red' | 'yellow';

/** What a text is made for: stdout or stderr. A line is made once, for the one that it goes to. */
export type Stream = 1 | 2;

/**
 * Text in a colour, where the stream is a terminal that can show one and NO_COLOR is not set; else as it is.
 *
 * @example paint('green', '1.4')
 */
export function paint(format: Format, text: string, stream: Stream = 1): string {
  hasColors[stream] ??= showsColors(stream);
  if (!hasColors[stream]) return text;
  const [begin, end] = inspect.colors[format] as [number, number];
  return `\u001b[${begin}m${text}\u001b[${end}m`;
}

/** Of each stream, what was asked once: a table asks for each of its words. */
const hasColors: { [stream in Stream]?: boolean } = {};

/** Asks the kernel first: `process.stdout` is loaded when it is asked for. */
function showsColors(stream: Stream): boolean {
  if (process.env.NO_COLOR || process.env.TERM === 'dumb') return false;
  if (!fstatSync(stream).isCharacterDevice()) return false;
  // Of `/dev/null`, which is no terminal either, Node says undefined.
  return (stream === 1 ? process.stdout : process.stderr).isTTY === true;
}

const LONGEST = 1_000;
const LONGEST_WORD = 400;

/**
 * A sentence for stderr behind the program's name, with its newline: escaped, and wrapped to 80 columns. On a
 * terminal the name is yellow where the remark is a warning, and red for an error; the command lines that it
 * suggests say where ({@link withPlace}).
 *
 * @param format of the name
 * @example sentenceText('model-registry', 'there is no models directory here')
 */
export function sentenceText(
  name: string,
  remark: Remark,
  format: Format | undefined = typeof remark === 'string' ? undefined : 'yellow',
): string {
  const words = withPlace(remarkText(remark)).split(' ').map(shortened);
  const sentence = escapeText(words.join(' '), LONGEST);
  const [first = '', ...others] = wrapSentence(`${name}: `, sentence);
  const label = `${name}:`;
  const shown = format ? paint(format, label, 2) + first.slice(label.length) : first;
  return `${[shown, ...others].join('\n')}\n`;
}

/** A path that no system takes must not push out of the sentence why it says that. */
function shortened(word: string): string {
  if (word.length <= LONGEST_WORD) return word;
  return `${word.slice(0, LONGEST_WORD / 2)}…${word.slice(-LONGEST_WORD / 4)}`;
}

/** A problem as lines of at most 80 columns: its title, and what is expected, found and to do. */
export function renderProblem(problem: Problem): string[] {
  const text = problemText(problem);
  return [...renderFacts(text), ...renderAdvice(text.advice)];
}

/** The same without what to do. */
export function renderFacts(
  { title, expected, actual }: Omit<ProblemText, 'advice'>,
  stream: Stream = 1,
): string[] {
  return [
    ...wrapBehind('    ', title).map((line) => paint('yellow', line, stream)),
    ...wrapBehind('      expected  ', expected),
    ...wrapBehind('      found     ', actual),
  ];
}

/** What to do about a problem, as its last lines. */
export function renderAdvice(advice: string): string[] {
  return wrapBehind('      to do     ', withPlace(advice));
}

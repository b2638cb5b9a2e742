const WIDTH = 80;

/**
 * Breaks text at spaces so that it fits the width behind an indentation; the first line goes
 * behind the label. A word that is too long by itself is cut into pieces. The width is 80 UTF-16
 * units, inclusive. A text that fits stays as it is, with the spaces that it begins with: it may be a
 * line of an example.
 *
 * @param label shorter than the width
 * @example wrapBehind('to do  ', 'Train again.') // ['to do  Train again.']
 */
export function wrapBehind(label: string, text: string): string[] {
  const room = WIDTH - label.length;
  if (text.length <= room) return [label + text];
  const words = wordsOf(text).flatMap((word) => pieces(word, room));
  return fill(label, words, ' '.repeat(label.length));
}

/**
 * A sentence for a person on stderr: the first line behind the label, the others indented by two spaces. A
 * word that is too long by itself has a line of its own and stays whole: it is a path, to be copied. What is
 * quoted for a shell is one word, with the spaces in it.
 *
 * @example wrapSentence('model-registry: ', 'there is no command lst').join('\n')
 */
export function wrapSentence(label: string, text: string): string[] {
  if (label.length + text.length <= WIDTH) return [label + text];
  return fill(label, wordsOf(text), '  ');
}

/** The spaces that a text begins with belong to its first word. */
const WORD = /(?:^ *)?(?:(?<=^|[ =])'(?:[^']|'\\'')*'|[^ ])+/g;

function wordsOf(text: string): readonly string[] {
  // Most texts quote nothing, and to split them needs no regular expression, which is slow to compile.
  if (!text.startsWith(' ') && !text.includes("'")) return text.split(' ').filter(Boolean);
  return text.match(WORD) ?? [];
}

function fill(label: string, words: readonly string[], indent: string): string[] {
  const lines: string[] = [];
  let line = label;
  let isEmpty = true;
  for (const word of words) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else {
      line += isEmpty ? word : ` ${word}`;
    }
    isEmpty = false;
  }
  return [...lines, line];
}

function pieces(word: string, length: number): string[] {
  return word.length <= length
    ? [word]
    : [word.slice(0, length), ...pieces(word.slice(length), length)];
}

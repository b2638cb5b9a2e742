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
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((word) => pieces(word, room))) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  const indent = ' '.repeat(label.length);
  return [...lines, line].map((text, at) => (at === 0 ? label : indent) + text);
}

function pieces(word: string, length: number): string[] {
  return word.length <= length
    ? [word]
    : [word.slice(0, length), ...pieces(word.slice(length), length)];
}

const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text that came from a file or a file name, made safe to print: control, format (bidi, zero
 * width), surrogate and line-separating characters are written as escapes, and what is longer
 * than `longest` characters is cut and ends with `…`.
 *
 * @param longest in UTF-16 units
 * @example escapeText('a\u001b[2Jb') // 'a\\u001b[2Jb'
 */
export function escapeText(text: string, longest = 200): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replace(UNSAFE, escapeCharacter);
}

/**
 * A value of a file in one short line: a string as it is, all else as JSON; escaped and cut.
 *
 * @example showValue(null) // 'null'
 * @example showValue(['BTCUSDT']) // '["BTCUSDT"]'
 */
export function showValue(value: unknown, longest = 60): string {
  return escapeText(typeof value === 'string' ? value : toJson(value), longest);
}

/**
 * One JSON document: NaN and infinities are null, and every character that {@link escapeText}
 * would escape is written as `\uXXXX`, so that the document is safe to print as well.
 *
 * @param indent spaces for each level; 0 gives one line
 * @throws TypeError for a value that JSON has no place for (bigint, a cycle)
 */
export function toJson(value: unknown, indent = 0): string {
  const json = JSON.stringify(value, null, indent) ?? 'null';
  return json.replace(UNSAFE, (character) =>
    character === '\n' ? character : escapeCharacter(character),
  );
}

function escapeCharacter(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    const unit = character.charCodeAt(at).toString(16).padStart(4, '0');
    return `\\u${unit}`;
  }).join('');
}

/** Text without anything to escape, as nearly all is: Unicode's classes take a while to make. */
const PLAIN = /^[ -~]*$/;

/** Each unsafe character as an escape. */
function escaped(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escapeCharacter);
}

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
  return escaped(cut);
}

/**
 * A path or another word as a person may copy it into a shell: in single quotes where it needs them.
 * What would be escaped to be printed is, so that such a word is safe to see but not one to copy.
 *
 * @example shellWord('/srv/my bot') // "'/srv/my bot'"
 */
export function shellWord(text: string): string {
  const safe = escapeText(text, text.length);
  return /^[\w./:@%+=,-]+$/.test(safe) ? safe : shellQuote(safe);
}

/**
 * A word for a shell, in single quotes whatever it holds; not escaped, so not for a terminal.
 *
 * @example shellQuote("it's") // "'it'\\''s'"
 */
export function shellQuote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * Texts of files in one line: escaped, each cut to `longest` characters, and of more than `most` the
 * others only counted.
 *
 * @param more what stands behind the last one shown, from the number of those that are not
 * @example listText(['A', 'B', 'C'], { most: 2 }) // 'A, B and 1 more'
 */
export function listText(
  texts: readonly string[],
  {
    most = 10,
    longest = 30,
    more = (count) => ` and ${count} more`,
  }: { most?: number; longest?: number; more?: (count: number) => string } = {},
): string {
  const shown = texts.slice(0, most).map((text) => escapeText(text, longest));
  return shown.join(', ') + (texts.length > most ? more(texts.length - most) : '');
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
 * One JSON document on one line: NaN and infinities are null, and every character that {@link escapeText}
 * would escape is written as `\uXXXX`, so that the document is safe to print as well.
 *
 * @throws TypeError for a value that JSON has no place for (bigint, a cycle)
 * @example toJson({ auc: NaN }) // '{"auc":null}'
 */
export function toJson(value: unknown): string {
  return escaped(JSON.stringify(value) ?? 'null');
}

/** Characters of JSON that are gathered before they are given on. */
const PIECE = 65_536;

/**
 * The same document in pieces, for one that may be larger than a text can be: the members that are iterables
 * and no lists are taken one item at a time.
 *
 * @example [...jsonPieces({ schema: 'x', models: lazily })].join('') === toJson({ schema: 'x', models: [...lazily] })
 */
export function* jsonPieces(document: object): Iterable<string> {
  let piece = '';
  let before = '{';
  for (const [key, value] of Object.entries(document)) {
    if (value === undefined) continue;
    piece += `${before}${toJson(key)}:`;
    before = ',';
    if (!isLazy(value)) {
      piece += toJson(value);
      continue;
    }
    let open = '[';
    for (const item of value) {
      piece += open + toJson(item);
      open = ',';
      if (piece.length < PIECE) continue;
      yield piece;
      piece = '';
    }
    piece += open === '[' ? '[]' : ']';
  }
  yield `${piece}${before === '{' ? '{' : ''}}`;
}

function isLazy(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Symbol.iterator in value
  );
}

/**
 * A value as it is where its JSON is short, and else the beginning of its JSON as text: for facts
 * about a value that a file may have made as large as it likes.
 *
 * @example excerpt(['x'.repeat(1000)]) // '["xxx…', 200 characters and an ellipsis
 */
export function excerpt(value: unknown): unknown {
  if (typeof value === 'string' && value.length <= SHORT) return value;
  const json = JSON.stringify(value) ?? 'null';
  return json.length > EXCERPT ? `${json.slice(0, EXCERPT)}…` : value;
}

const EXCERPT = 200;
/** Even with an escape for each character, the JSON of such a string is no longer than an excerpt. */
const SHORT = 33;

function escapeCharacter(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    const unit = character.charCodeAt(at).toString(16).padStart(4, '0');
    return `\\u${unit}`;
  }).join('');
}

/** An element: its name without a namespace's prefix, the text right in it, and the elements in it. */
export interface Element {
  readonly name: string;
  readonly text: string;
  readonly children: readonly Element[];
}

/** No answer that we read goes deeper than four. */
const MAX_DEPTH = 8;
const TOKEN =
  /<\/([\w.:-]+)\s*>|<([\w.:-]+)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const DECLARATION = /^\uFEFF?\s*<\?xml\s[^<>]*\?>/;
const REFERENCE = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g;
const STRAY = /&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)/;
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/**
 * Reads the XML of an answer, strictly: elements, texts and the references that XML itself has. There are
 * no document types, and so no entities to expand; no comments, sections or instructions, since no store
 * sends any.
 *
 * @param text as long as its caller lets it be
 * @returns null for all else
 * @example parseXml('<Error><Code>NoSuchKey</Code></Error>')?.children[0]?.text // 'NoSuchKey'
 */
export function parseXml(text: string): Element | null {
  const body = text.replace(DECLARATION, '').trim();
  const top: Open = { name: '', text: '', children: [] };
  const open: Open[] = [top];
  let end = 0;
  while (end < body.length) {
    TOKEN.lastIndex = end;
    const token = TOKEN.exec(body);
    if (!token || !take(token, open)) return null;
    end = TOKEN.lastIndex;
  }
  const isWhole = open.length === 1 && top.children.length === 1 && top.text.trim() === '';
  return isWhole ? (top.children[0] ?? null) : null;
}

interface Open {
  readonly name: string;
  text: string;
  readonly children: Element[];
}

/** Whether a token may stand where it does. */
function take(token: RegExpExecArray, open: Open[]): boolean {
  const [, closed, opened, , isEmpty, text] = token;
  const current = open.at(-1) as Open;
  if (text !== undefined) {
    const plain = resolve(text);
    current.text += plain ?? '';
    return plain !== null;
  }
  if (closed !== undefined) {
    open.pop();
    return closed === current.name && close(current, open);
  }
  const element = { name: opened ?? '', text: '', children: [] };
  if (isEmpty) return close(element, open);
  open.push(element);
  return open.length <= MAX_DEPTH;
}

function close(element: Open, open: Open[]): boolean {
  const { name, text, children } = element;
  const parent = open.at(-1);
  parent?.children.push({ name: name.replace(/^.*:/, ''), text, children });
  return parent !== undefined;
}

/** null where a reference is none of XML's own. */
function resolve(text: string): string | null {
  if (STRAY.test(text)) return null;
  let isGood = true;
  const plain = text.replace(REFERENCE, (_, decimal, hexadecimal, name) => {
    if (name) return NAMED[name] ?? '';
    const code = decimal ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    if (code <= 0x10ffff) return String.fromCodePoint(code);
    isGood = false;
    return '';
  });
  return isGood ? plain : null;
}

/** The text of the first element of a name right in another; undefined where there is none. */
export function textIn(element: Element, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}

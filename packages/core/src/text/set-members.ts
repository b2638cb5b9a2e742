/** Keys and values for an object in a file. */
export type Members = Readonly<Record<string, unknown>>;

/**
 * Gives members of a JSON object's text these values: where a key is there its value is replaced,
 * the others are added behind the last member. Of a key that occurs twice the last one holds, so
 * that one is replaced. All else stays as it is to the byte.
 *
 * @param text an object that `parseMetadata` reads
 * @example setMembers('{"a": NaN, "b": 1}', { b: 2, c: 3 }) // '{"a": NaN, "b": 2, "c": 3}'
 */
export function setMembers(text: string, members: Members): string {
  const spans = memberValues(text);
  const isThere = ([key]: [string, unknown]) => spans.has(key);
  const entries = Object.entries(members);
  const added = Object.fromEntries(entries.filter((entry) => !isThere(entry)));
  const replaced = entries
    .filter(isThere)
    .map(([key, value]) => ({ ...(spans.get(key) as Span), json: JSON.stringify(value) }))
    .sort((a, b) => b.start - a.start);
  let changed = text;
  for (const { start, end, json } of replaced) {
    changed = changed.slice(0, start) + json + changed.slice(end);
  }
  return Object.keys(added).length > 0 ? addMembers(changed, added) : changed;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s\ufeff"{}[\],:]+/g;

/** Where the values of the object's own members stand in the text, by key; the last of equal keys. */
function memberValues(text: string): ReadonlyMap<string, Span> {
  const values = new Map<string, Span>();
  let depth = 0;
  let key: string | null = null;
  let start: number | null = null;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const end = index + token.length;
    if (depth === 1 && token === ',') [key, start] = [null, null];
    else if (depth === 1 && key === null) key = token;
    else if (depth === 1 && token !== ':') start ??= index;
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    if (depth === 1 && key !== null && start !== null) values.set(JSON.parse(key), { start, end });
  }
  return values;
}

/** Adds members behind the last one of an object that has none of them. */
function addMembers(text: string, members: Members): string {
  const head = text.slice(0, text.lastIndexOf('}')).trimEnd();
  const separator = /\r?\n[ \t]+(?=")/.exec(head)?.[0] ?? ' ';
  const added = Object.entries(members).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  const start = head.endsWith('{') ? '' : `,${separator}`;
  return `${head}${start}${added.join(`,${separator}`)}${text.slice(head.length)}`;
}

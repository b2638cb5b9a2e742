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
  const entries = Object.entries(members).map(([key, value]) => [key, JSON.stringify(value)]);
  return setTexts(text, new Map(entries as [string, string][]));
}

/**
 * Writes a version into metadata, and keeps what stood there under `version_before`, to the byte;
 * all else stays as it is, as {@link setMembers} leaves it.
 *
 * @param text an object that `parseMetadata` reads
 * @example restampVersion('{"version": "BTC_7"}', '1.4') // '{"version": "1.4", "version_before": "BTC_7"}'
 */
export function restampVersion(text: string, version: string): string {
  const span = memberValues(text).get('version');
  const stamped: [string, string][] = [['version', JSON.stringify(version)]];
  if (span) stamped.push(['version_before', text.slice(span.start, span.end)]);
  return setTexts(text, new Map(stamped));
}

/** @param texts by key, the JSON of its value */
function setTexts(text: string, texts: ReadonlyMap<string, string>): string {
  const spans = memberValues(text);
  const entries = [...texts];
  const added = entries.filter(([key]) => !spans.has(key));
  const replaced = entries
    .filter(([key]) => spans.has(key))
    .map(([key, json]) => ({ ...(spans.get(key) as Span), json }))
    .sort((a, b) => b.start - a.start);
  let changed = text;
  for (const { start, end, json } of replaced) {
    changed = changed.slice(0, start) + json + changed.slice(end);
  }
  return added.length > 0 ? addMembers(changed, added) : changed;
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
function addMembers(text: string, members: readonly [key: string, json: string][]): string {
  const head = text.slice(0, text.lastIndexOf('}')).trimEnd();
  const separator = /\r?\n[ \t]+(?=")/.exec(head)?.[0] ?? ' ';
  const added = members.map(([key, json]) => `${JSON.stringify(key)}: ${json}`);
  const start = head.endsWith('{') ? '' : `,${separator}`;
  return `${head}${start}${added.join(`,${separator}`)}${text.slice(head.length)}`;
}

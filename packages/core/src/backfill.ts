/** Keys and values to add to a model's config file. */
export type Members = Readonly<Record<string, unknown>>;

/**
 * Adds members behind the last one of a JSON object's text. All that is there stays as it is to
 * the byte: numbers that JavaScript cannot hold, `NaN`, repeated keys, indentation.
 *
 * @param text an object that `parseMetadata` reads, without any of the keys of `members`
 * @example addMembers('{"a": 1}', { b: 2 }) // '{"a": 1, "b": 2}'
 */
export function addMembers(text: string, members: Members): string {
  const head = text.slice(0, text.lastIndexOf('}')).trimEnd();
  const separator = /\r?\n[ \t]+(?=")/.exec(head)?.[0] ?? ' ';
  const added = Object.entries(members).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  const start = head.endsWith('{') ? '' : `,${separator}`;
  return `${head}${start}${added.join(`,${separator}`)}${text.slice(head.length)}`;
}

import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  type Node,
  parseDocument,
  Scalar,
  visit,
  type YAMLParseError,
} from 'yaml';

/** What stands in the way of a value, in words, with its line where that is known. */
export class YamlError extends Error {
  override name = 'YamlError';
}

/** Aliases in one file, and nodes after all of them are expanded, at most. */
const MAX_ALIASES = 1_000;
const MAX_NODES = 1_000_000;
const TOO_DEEP = 'nested too deeply';

/** Keys whose plain value is text, whatever YAML takes it for: `1.10` is no number here. */
const TEXT_KEYS = new Set<unknown>(['version', 'pin']);

/** Where a repeated key is an error: in these maps, these keys, or every key. */
const CHECKED: readonly (readonly [path: readonly string[], keys: 'all' | readonly string[]])[] = [
  [[], ['model', 'trading', 'operations']],
  [['model'], 'all'],
  [['model', 'selection'], 'all'],
  [['model', 'selection', 'min_performance'], 'all'],
  [['model', 'selection', 'performance'], 'all'],
  [['trading'], ['symbols']],
  [['operations'], ['model_rotation']],
  [['operations', 'model_rotation'], 'all'],
  [['operations', 'model_rotation', 'metric_names'], 'all'],
];

/**
 * Reads YAML 1.2 into plain values, with merge keys (`<<`). Two traps are taken out: `version` and
 * `pin` keep their text (`1.10` is not 1.1), and a number with a leading zero (`017` is 15 to a
 * reader of YAML 1.1 and 17 to one of 1.2) stays text, which no numeric key accepts.
 *
 * @throws YamlError for what is no YAML, repeated keys in the maps that the registry reads, and
 *   aliases that expand without measure
 */
export function parseYaml(text: string): unknown {
  try {
    const document = parseDocument(text, { merge: true, uniqueKeys: false });
    const [error] = document.errors;
    if (error) throw new YamlError(inWords(error));
    const { contents } = document;
    if (contents === null) return null;
    checkAliases(contents);
    keepTexts(contents);
    for (const [path, keys] of CHECKED) checkKeys(nodeAt(document, path), path, keys);
    return document.toJS({ maxAliasCount: -1 });
  } catch (error) {
    if (error instanceof YamlError) throw error;
    if (error instanceof RangeError) throw new YamlError(TOO_DEEP, { cause: error });
    throw new YamlError((error as Error).message, { cause: error });
  }
}

/** Of the library's own messages the first line: the others quote the file. */
function inWords({ code, message }: YAMLParseError): string | undefined {
  if (code === 'MULTIPLE_DOCS') return 'more than one YAML document';
  return message.startsWith('Maximum call stack') ? TOO_DEEP : message.split('\n')[0];
}

/** Counts the nodes as they would be with every alias expanded, without expanding any. */
function checkAliases(contents: Node): void {
  const sizes = new Map<string, number | 'open'>();
  let aliases = 0;

  function sizeOf(node: unknown): number {
    if (isAlias(node)) return sizeOfAlias(node.source);
    const anchor = isScalar(node) || isCollection(node) ? node.anchor : undefined;
    if (anchor) sizes.set(anchor, 'open');
    const parts = isCollection(node) ? node.items : isPair(node) ? [node.key, node.value] : [];
    const size = parts.reduce<number>((sum, part) => sum + sizeOf(part), 1);
    if (anchor) sizes.set(anchor, size);
    return size;
  }

  function sizeOfAlias(anchor: string): number {
    const size = sizes.get(anchor) ?? 1;
    aliases += 1;
    if (size === 'open') throw new YamlError(`the alias *${anchor} stands inside its own anchor`);
    if (aliases > MAX_ALIASES) throw new YamlError(`more than ${MAX_ALIASES} aliases`);
    return size;
  }

  if (sizeOf(contents) > MAX_NODES) throw new YamlError('the aliases expand without measure');
}

function keepTexts(contents: Node): void {
  visit(contents, {
    Pair(_, { key, value }) {
      const isTextKey = isScalar(key) && TEXT_KEYS.has(key.value);
      if (isTextKey && isPlainNumber(value)) value.value = value.source;
    },
    Scalar(_, node) {
      if (isPlainNumber(node) && /^[-+]?0[0-9]/.test(node.source)) node.value = node.source;
    },
  });
}

function isPlainNumber(node: unknown): node is Scalar & { source: string } {
  return isScalar(node) && node.type === Scalar.PLAIN && typeof node.value === 'number';
}

/** The node at a path of keys, behind aliases as well. */
function nodeAt(document: Document, path: readonly string[]): unknown {
  let node: unknown = document.contents;
  for (const key of path) {
    node = isMap(node) ? node.get(key, true) : undefined;
    if (isAlias(node)) node = node.resolve(document);
  }
  return node;
}

function checkKeys(map: unknown, path: readonly string[], keys: 'all' | readonly string[]): void {
  if (!isMap(map)) return;
  const seen = new Set<string>();
  for (const { key } of map.items) {
    const name = isScalar(key) && typeof key.value === 'string' ? key.value : null;
    if (name === null || (keys !== 'all' && !keys.includes(name))) continue;
    if (seen.has(name)) throw new YamlError(`the key ${[...path, name].join('.')} occurs twice`);
    seen.add(name);
  }
}

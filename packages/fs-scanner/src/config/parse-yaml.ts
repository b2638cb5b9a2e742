import { hasPlaceholder } from '@org/model-registry-core';
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  Scalar,
  type Tags,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

/** What stands in the way of a value, in words, with its line where that is known. */
export class YamlError extends Error {
  override name = 'YamlError';
}

/** Aliases in one file, and nodes after all of them are expanded, at most. */
const MAX_ALIASES = 1_000;
const MAX_NODES = 1_000_000;

/** Levels of maps and lists, at most. */
const MAX_DEPTH = 100;

const OPTIONS = {
  merge: true,
  // Looking for them, the library compares every key with every other one, in the whole file.
  uniqueKeys: false,
  // Neither sets, dates nor bytes: a tagged value is read as it stands.
  resolveKnownTags: false,
  customTags: (tags: Tags) => (tags.some(isOf11) ? tags : tags.map(withQuickTest)),
  logLevel: 'error',
} as const;

/** A file may ask for YAML 1.1 (`%YAML 1.1`), where `yes` and dates are no text either. */
function isOf11(tag: Tags[number]): boolean {
  return typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:timestamp';
}

/** Most keys and values are text, and to find that out the library would make up to eight regular expressions. */
function withQuickTest(tag: Tags[number]): Tags[number] {
  if (typeof tag === 'string' || tag.default !== true || !('test' in tag) || !tag.test) return tag;
  const { test } = tag;
  const asked = { test: (value: string) => mayBeNoText(value) && test.test(value) };
  return { ...tag, test: asked as RegExp };
}

/** Numbers begin like this, and words that stand for no text are `null`, `true` and `false`. */
function mayBeNoText(value: string): boolean {
  const begins = value.charAt(0);
  return '-+.~0123456789'.includes(begins) || (value.length < 6 && 'nNtTfF'.includes(begins));
}

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

/** The maps whose keys are data: the checks that follow would pass over `__proto__` there. */
const DATA_KEYS = new Set<unknown>(['min_performance', 'metric_names']);

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
    const document = withoutStacks(() => compose(text));
    const { contents } = document;
    if (contents === null) return null;
    simplify(contents);
    for (const [path, keys] of CHECKED) {
      checkKeys(nodeAt(document, path), path, keys, document);
    }
    return document.toJS({ maxAliasCount: -1 });
  } catch (error) {
    if (error instanceof YamlError) throw error;
    throw new YamlError(inOwnWords((error as Error).message), { cause: error });
  }
}

/**
 * The library makes an `Error` of everything that is wrong in a file, a hundred thousand of them in
 * a bad one, and where each was made takes most of the time.
 */
function withoutStacks<T>(body: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return body();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The only document in the text; ends at the first error, of which a broken file may have many. */
function compose(text: string): Document {
  const lines = new LineCounter();
  function* tokens() {
    for (const token of new Parser(lines.addNewLine).parse(text)) {
      if (token.type === 'error') throw errorAt(token.message, token.offset, lines, text);
      checkDepth(token);
      yield token;
    }
  }
  const [document, second] = new Composer(OPTIONS).compose(tokens(), true, text.length);
  if (second) throw new YamlError('more than one YAML document');
  const [error] = document?.errors ?? [];
  if (error) throw errorAt(error.message, error.pos[0], lines, text);
  return document as Document;
}

/** Before anything else recurses into it: a stack that overflowed is no place to go on from. */
function checkDepth(token: unknown, depth = 0): void {
  if (depth > MAX_DEPTH) throw new YamlError('nested too deeply');
  for (const part of partsOf(token)) checkDepth(part, depth + 1);
}

/** Those that are tokens themselves. */
function partsOf(token: unknown): object[] {
  const { value, items } = token as { value?: unknown; items?: CST.CollectionItem[] };
  const parts: object[] = [];
  if (isToken(value)) parts.push(value);
  for (const { key, value } of items ?? []) {
    if (isToken(key)) parts.push(key);
    if (isToken(value)) parts.push(value);
  }
  return parts;
}

function isToken(part: unknown): part is object {
  return typeof part === 'object' && part !== null;
}

function errorAt(message: string, offset: number, lines: LineCounter, text: string): YamlError {
  const deeper = /^Nested mappings/.test(message) ? deeperLine(text, offset) : null;
  if (deeper !== null) return errorAt(TOO_FAR, deeper, lines, text);
  const words = inOwnWords(message);
  // What was never closed is noticed far below, where something else begins.
  const start = /closing|end with/.test(words) ? firstUnclosed(text) : null;
  const { line, col } = lines.linePos(start ?? offset);
  const [, key] = /^\s*(?:- )?([\w.-]{1,40}):(?:\s|$)/.exec(text.split('\n')[line - 1] ?? '') ?? [];
  const where = `${start === null ? 'at' : 'opened at'} line ${line}, column ${col}`;
  // Of the line only its key: the value may be a secret.
  return new YamlError(`${words} ${where}${key === undefined ? '' : ` (${key}: …)`}`);
}

const TOO_FAR = 'This line is indented further than the one before it';

/** Where a key begins that belongs to no map, below a value that it would go on with; null where none does. */
function deeperLine(text: string, offset: number): number | null {
  const [before] = /^[^:\n]*\n\s*(?=[^:\s][^:\n]*:)/.exec(text.slice(offset)) ?? [];
  return before === undefined ? null : offset + before.length;
}

/** Where the first list, map or quoted text begins that has no end; null where all have one. */
function firstUnclosed(text: string): number | null {
  let level: unknown[] = [...new Parser().parse(text)];
  for (let depth = 0; level.length > 0 && depth <= MAX_DEPTH; depth += 1) {
    const found = level.find(isUnclosed);
    if (found) return (found as CST.SourceToken).offset;
    level = level.flatMap(partsOf);
  }
  return null;
}

function isUnclosed(token: unknown): boolean {
  const {
    type,
    source = '',
    end,
  } = token as {
    readonly type?: string;
    readonly source?: string;
    readonly end?: readonly CST.SourceToken[];
  };
  if (type === 'flow-collection') {
    return !end?.some(({ source }) => source === ']' || source === '}');
  }
  const quote = { 'double-quoted-scalar': '"', 'single-quoted-scalar': "'" }[type ?? ''];
  return quote !== undefined && (source.length < 2 || !source.endsWith(quote));
}

/** The beginnings of those messages of the library that quote the file without a colon. */
const BEFORE_QUOTE = /^(Invalid escape sequence|Unsupported YAML version) .*/s;

/** The library's message up to where it quotes the file, which may hold secrets. */
function inOwnWords(message: string): string {
  const words = message
    .replace(/^The .* tag has no suffix/s, 'A tag has no suffix')
    .replace(/^Missing closing (["'])quote/, 'A closing $1 is missing,');
  return words.replace(BEFORE_QUOTE, '$1').split(/(?<=\S): /)[0] ?? '';
}

/**
 * Keeps the texts that are no numbers here, and takes out keys that are maps or lists. Counts the nodes on the way, as
 * they would be with every alias expanded, without expanding any.
 */
function simplify(contents: Node): void {
  const anchored = new Map<string, { readonly node: Node; size: number | 'open' }>();
  let aliases = 0;

  function sizeOf(node: unknown): number {
    if (isAlias(node)) return sizeOfAlias(node.source);
    if (isScalar(node)) {
      if (node.anchor) anchored.set(node.anchor, { node, size: 1 });
      if (isPlainNumber(node) && /^[-+]?0[0-9]/.test(node.source)) node.value = node.source;
      return 1;
    }
    return isCollection(node) ? sizeOfCollection(node) : 1;
  }

  function sizeOfCollection(node: YAMLMap | YAMLSeq): number {
    const entry: { node: Node; size: number | 'open' } = { node, size: 'open' };
    if (node.anchor) anchored.set(node.anchor, entry);
    let size = 1;
    for (const item of node.items) size += isPair(item) ? sizeOfPair(item) : sizeOf(item);
    entry.size = size;
    return size;
  }

  function sizeOfPair(pair: Pair): number {
    const size = 1 + sizeOf(pair.key) + sizeOf(pair.value);
    const key = isAlias(pair.key) ? anchored.get(pair.key.source)?.node : pair.key;
    if (isCollection(key)) pair.key = new Scalar('(a map or list as a key)');
    // A date or bytes, in YAML 1.1: the library would write it anew.
    else if (isScalar(key) && typeof key.value === 'object' && key.value !== null)
      pair.key = new Scalar(key.source);
    const isTextKey = isScalar(key) && TEXT_KEYS.has(key.value);
    if (isTextKey && isPlainNumber(pair.value)) pair.value.value = pair.value.source;
    return size;
  }

  function sizeOfAlias(anchor: string): number {
    const size = anchored.get(anchor)?.size ?? 1;
    aliases += 1;
    if (size === 'open') throw new YamlError('an alias stands inside its own anchor');
    if (aliases > MAX_ALIASES) throw new YamlError(`more than ${MAX_ALIASES} aliases`);
    return size;
  }

  if (sizeOf(contents) > MAX_NODES) throw new YamlError('the aliases expand without measure');
}

function isPlainNumber(node: unknown): node is Scalar & { source: string } {
  return isScalar(node) && node.type === Scalar.PLAIN && typeof node.value === 'number';
}

/** The node at a path of keys, behind aliases as well. */
function nodeAt(document: Document, path: readonly string[]): unknown {
  let node: unknown = document.contents;
  for (const key of path) node = isMap(node) ? resolved(node.get(key, true), document) : undefined;
  return node;
}

function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function checkKeys(
  map: unknown,
  path: readonly string[],
  keys: 'all' | readonly string[],
  document: Document,
): void {
  if (!isMap(map)) return;
  const seen = new Set<string>();
  for (const pair of map.items) {
    const key = resolved(pair.key, document);
    const name = isScalar(key) ? keyName(key.value) : null;
    if (name === MERGE) {
      for (const source of sourcesOf(pair.value, document)) checkKeys(source, path, keys, document);
    }
    if (name === null || (keys !== 'all' && name !== MERGE && !keys.includes(name))) continue;
    if (name === '__proto__' && DATA_KEYS.has(path.at(-1))) {
      throw new YamlError(`${path.join('.')}: ${name} is no name of a metric`);
    }
    if (seen.has(name)) {
      const key = hasPlaceholder(name) ? '(with a ${…} placeholder)' : name;
      throw new YamlError(`the key ${[...path, key].join('.')} occurs twice`);
    }
    seen.add(name);
  }
}

const MERGE = '<<';

/** Numbers and their texts are one key to us; a merge key is a symbol to the library. */
function keyName(value: unknown): string {
  return typeof value === 'symbol' ? (value.description ?? '') : String(value);
}

function sourcesOf(value: unknown, document: Document): unknown[] {
  const node = resolved(value, document);
  return isSeq(node) ? node.items.map((item) => resolved(item, document)) : [node];
}

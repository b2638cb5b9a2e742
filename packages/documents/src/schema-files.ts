import { configSchema } from '@org/model-registry-core/schemas';
import * as z from 'zod';
import { DOCUMENTS } from './documents.js';

const DEFINITIONS = 'definitions.json';

/** What `parseConfig` checks by itself: a coverage needs the symbols that it is a share of. */
const COVERAGE_NEEDS_SYMBOLS = {
  if: has('model', has('selection', has('min_symbol_coverage', { type: 'number' }))),
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: has('trading', has('symbols', { type: 'array', minItems: 1 })),
};

function has(name: string, schema: object): object {
  return { type: 'object', properties: { [name]: schema }, required: [name] };
}

/**
 * Every JSON Schema by the name of its file: one for each document, `definitions.json` for what
 * several of them refer to, and `config.json` for the config keys. Any validator takes the first,
 * of JSON Schema 2020-12, and any editor the last, of draft 7.
 *
 * @example schemaFiles()['list@1.json']
 */
export function schemaFiles(): Readonly<Record<string, JsonSchema>> {
  const files: Record<string, JsonSchema> = {};
  const definitions: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(DOCUMENTS)) {
    const { $defs, ...document } = toJsonSchema(schema, name);
    Object.assign(definitions, $defs);
    files[`${name.replace('model-registry/', '')}.json`] = referring(document) as JsonSchema;
  }
  const sorted = Object.fromEntries(
    Object.entries(definitions).sort(([a], [b]) => a.localeCompare(b)),
  );
  files[DEFINITIONS] = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What the documents of model-registry have in common',
    $defs: sorted,
  };
  const title = 'The config keys that model-registry reads';
  files['config.json'] = {
    ...toJsonSchema(configSchema(), title, 'draft-7'),
    ...COVERAGE_NEEDS_SYMBOLS,
  };
  return files;
}

/** The schema with its references leading to the file of definitions. */
function referring(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referring);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === '$ref' ? `${DEFINITIONS}${each}` : referring(each),
    ]),
  );
}

/** A JSON Schema as a value. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The schema for those who do not use zod. It takes more than the zod schema where more may come
 * without a new number of the document: unknown keys, kinds and words (`growing` in the core package).
 *
 * @param target the newest, or the one that editors know
 * @example toJsonSchema(DOCUMENTS['model-registry/list@1'], 'model-registry/list@1')
 */
function toJsonSchema(
  schema: z.core.$ZodType,
  title: string,
  target: 'draft-2020-12' | 'draft-7' = 'draft-2020-12',
): JsonSchema {
  // What passes, not what it is made into: unknown keys are dropped only then.
  const options = { target, io: 'input', unrepresentable: 'any' } as const;
  const { $schema, ...rest } = z.toJSONSchema(schema, options);
  return { $schema, title, ...(open(rest) as object) };
}

function open(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(open);
  if (typeof value !== 'object' || value === null) return value;
  const { growing, fallback, ...own } = value as Meta;
  const schema = shortened(
    Object.fromEntries(Object.entries(own).map(([key, each]) => [key, open(each)])),
  );
  // Null, and an empty list or map, say no more than that the key may be absent.
  if (fallback !== undefined && typeof fallback !== 'object')
    return { ...schema, default: fallback };
  if (!growing) return schema;
  if (Array.isArray(own.enum)) {
    const { enum: examples, ...others } = schema;
    return { ...others, examples };
  }
  const known = own.oneOf?.map(({ properties }) => properties.kind.const);
  return { ...schema, oneOf: [...(schema.oneOf as unknown[]), otherKind(known)] };
}

/**
 * The same in fewer words: a constant needs no type, a whole number no bounds that every number of JSON has, and
 * what may be null is of two types.
 */
function shortened({ type, ...schema }: Record<string, unknown>): Record<string, unknown> {
  if ('const' in schema) return schema;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (type !== undefined) return { type, ...schema };
  if (!Array.isArray(schema.anyOf)) return schema;
  const { anyOf, ...others } = schema as { anyOf: Record<string, unknown>[] };
  const choices = anyOf.flatMap((one) => (isChoice(one) ? one.anyOf : [one]));
  const [one, other] = choices.length === 2 ? choices : [];
  const isOptional = typeof one?.type === 'string' && !one.enum && other?.type === 'null';
  if (isOptional) return { ...one, ...others, type: [one.type, 'null'] };
  return { anyOf: choices, ...others };
}

/** Several schemas of which one has to hold, and nothing else. */
function isChoice(schema: Record<string, unknown>): schema is { anyOf: Record<string, unknown>[] } {
  return 'anyOf' in schema && Object.keys(schema).length === 1;
}

/** What the schemas of the core package say of themselves, and JSON Schema has no word for. */
interface Meta {
  readonly growing?: true;
  readonly fallback?: unknown;
  readonly enum?: unknown;
  readonly oneOf?: readonly KindSchema[];
}

interface KindSchema {
  readonly properties: { readonly kind: { readonly const: string } };
}

function otherKind(known: unknown) {
  return {
    type: 'object',
    properties: { kind: { type: 'string', not: { enum: known } } },
    required: ['kind'],
    description: 'A kind that a later version knows',
  };
}

const WIDTH = 110;

/**
 * A schema as the text of its file: what fits on a line stands on one.
 *
 * @example schemaText({ type: 'string' }) // '{ "type": "string" }\n'
 */
export function schemaText(schema: JsonSchema): string {
  return `${print(schema, '')}\n`;
}

function print(value: unknown, indent: string, before = 0): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{ ', ' }'];
  const inner = `${indent}  `;
  const names = Array.isArray(value)
    ? []
    : Object.keys(value).map((key) => `${JSON.stringify(key)}: `);
  const members = Object.values(value);
  const short = members.map((member, at) => (names[at] ?? '') + print(member, '', -Infinity));
  const line = open + short.join(', ') + close;
  if (indent.length + before + line.length < WIDTH) return line;
  const lines = isWords(value)
    ? filled(short, inner)
    : members.map((member, at) => {
        const name = names[at] ?? '';
        return inner + name + print(member, inner, name.length);
      });
  return `${open.trim()}\n${lines.join(',\n')}\n${indent}${close.trim()}`;
}

function isWords(value: object): boolean {
  return Array.isArray(value) && value.every((member) => typeof member === 'string');
}

/** Words, as many on each line as fit. */
function filled(words: readonly string[], indent: string): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1) ?? indent}, ${word}`;
    if (lines.length > 0 && longer.length < WIDTH) lines.splice(-1, 1, longer);
    else lines.push(indent + word);
  }
  return lines;
}

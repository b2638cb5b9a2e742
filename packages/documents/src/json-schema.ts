import * as z from 'zod';

/** A JSON Schema as a value. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The schema for those who do not use zod. It takes more than the zod schema where more may come
 * without a new number of the document: unknown keys, kinds and words (`growing` in the core package).
 *
 * @param target the newest, or the one that editors know
 * @example toJsonSchema(DOCUMENTS['model-registry/list@1'], 'model-registry/list@1')
 */
export function toJsonSchema(
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
  const schema = Object.fromEntries(Object.entries(own).map(([key, each]) => [key, open(each)]));
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

const WIDTH = 100;

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
  const lines = members.map((member, at) => {
    const name = names[at] ?? '';
    return inner + name + print(member, inner, name.length);
  });
  return `${open.trim()}\n${lines.join(',\n')}\n${indent}${close.trim()}`;
}

import * as z from 'zod';

/** A JSON Schema as a value. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The schema for who does not use zod. It takes more than the zod schema where more may come
 * without a new number of the document: unknown keys, kinds and words (see `lists.ts`).
 *
 * @param target the newest, or the one that editors know
 * @example toJsonSchema(DOCUMENTS['model-registry/list@1'], 'model-registry/list@1')
 */
export function toJsonSchema(
  schema: z.ZodType,
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
  const { growing, ...own } = value as { growing?: true; enum?: unknown; oneOf?: KindSchema[] };
  const schema = Object.fromEntries(Object.entries(own).map(([key, each]) => [key, open(each)]));
  if (!growing) return schema;
  if (Array.isArray(own.enum)) {
    const { enum: examples, ...others } = schema;
    return { ...others, examples };
  }
  const known = own.oneOf?.map(({ properties }) => properties.kind.const);
  return { ...schema, oneOf: [...(schema.oneOf as unknown[]), otherKind(known)] };
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

import * as z from 'zod/mini';

/** A value with nothing in it that can be changed. */
export type Immutable<Value> = Value extends object
  ? { readonly [Key in keyof Value]: Immutable<Value[Key]> }
  : Value;

/**
 * A word of a list to which a later version may add, without a new number of the document. The
 * schema knows the words of this version; the JSON Schema takes every string and has these as
 * examples.
 *
 * @example growing(['changed', 'removed'])
 */
export function growing<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words).register(z.globalRegistry, { growing: true });
}

/**
 * Objects that their `kind` tells apart, and to which a later version may add kinds, without a new
 * number of the document. The schema knows the kinds of this version; the JSON Schema takes every
 * other kind with whatever facts.
 */
export function growingKinds<
  const Kinds extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]],
>(kinds: Kinds, meta: { readonly description: string; readonly id?: string }) {
  const schema = z.discriminatedUnion('kind', kinds);
  z.globalRegistry.add(schema, { growing: true, ...meta });
  return schema;
}

/** One of those objects: its kind, what that means, and its facts. */
export function ofKind<const Kind extends string, Facts extends z.core.$ZodShape>(
  kind: Kind,
  meaning: string,
  facts: Facts,
) {
  const schema = z.object({ kind: z.literal(kind), ...facts });
  z.globalRegistry.add(schema, { description: meaning });
  return schema;
}

/**
 * A schema with what its value means, in the JSON Schema beside what the schema says of itself.
 *
 * @example described(z.number(), 'Days')
 */
export function described<Schema extends z.core.$ZodType>(
  schema: Schema,
  description: string,
): Schema {
  const copy = z.clone(schema, schema._zod.def, { parent: true });
  z.globalRegistry.add(copy, { description });
  return copy;
}

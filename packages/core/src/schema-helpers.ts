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

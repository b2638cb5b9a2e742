import * as z from 'zod/mini';

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

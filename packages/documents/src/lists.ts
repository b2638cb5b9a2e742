import * as z from 'zod';

/**
 * Words of which more may come without a new number of the document. Here they are those that this
 * version knows; the JSON Schema takes every string and has these as examples.
 */
export function growing<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words).meta({ growing: true });
}

/**
 * Objects that their `kind` tells apart, of which more may come without a new number of the
 * document. Here they are those that this version knows; the JSON Schema takes every other kind
 * with whatever facts.
 */
export function growingKinds<
  const Kinds extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]],
>(kinds: Kinds) {
  return z.discriminatedUnion('kind', kinds).meta({ growing: true });
}

/** One of those objects: its kind, what that means, and its facts. */
export function ofKind<const Kind extends string, Facts extends z.core.$ZodLooseShape>(
  kind: Kind,
  meaning: string,
  facts: Facts,
) {
  return z.object({ kind: z.literal(kind), ...facts }).describe(meaning);
}

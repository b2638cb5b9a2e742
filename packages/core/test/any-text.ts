import fc from 'fast-check';

const SURROGATES = 0xd800;
const HOW_MANY = 0x800;
const UNICODE = 0x110000;

/** Any character of Unicode, and as often one of the first. */
const character = fc
  .oneof(fc.nat(0xff), fc.nat(UNICODE - HOW_MANY - 1))
  .map((at) => String.fromCodePoint(at < SURROGATES ? at : at + HOW_MANY));

/** Text of any characters; the `binary` unit of fast-check makes a map of all of them first. */
export function anyText(constraints: { minLength?: number } = {}): fc.Arbitrary<string> {
  return fc.string({ ...constraints, unit: character });
}

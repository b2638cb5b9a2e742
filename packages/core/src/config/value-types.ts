import * as z from 'zod/mini';
import { A_LAYOUT_VALUE, layoutValue, PLACEHOLDER } from '../layouts/layout.js';
import { A_SYMBOL_ENCODING, isSymbolEncoding, SYMBOL_ENCODING } from '../models/metadata.js';
import { VERSION } from '../models/version.js';

// Every type of value says what is allowed there: an error message prints it, and so does docs/config.md.

/** Text that is compared or shown: a placeholder in it is never expanded, so it is a mistake. */
export const text = (expected: string) =>
  z.string(expected).check(z.regex(/^(?![\s\S]*\$\{)[\s\S]+$/, expected));
export const version = () => {
  const expected = 'a version in quotes, such as "1.10"';
  return z.string(expected).check(z.regex(VERSION, expected));
};
/** Of a file, with placeholders. */
export const template = (artifact: string) => text(`the name of the ${artifact} file, in quotes`);
/** What is put in place of the placeholders of a layout. */
export const layoutValues = () => {
  const expected = 'a map from placeholder (small letters, digits, _) to text';
  return z.record(
    z.string().check(z.regex(PLACEHOLDER, 'a name of small letters, digits and _')),
    z.string(A_LAYOUT_VALUE).check(z.regex(layoutValue(), A_LAYOUT_VALUE)),
    expected,
  );
};
export const path = () => z.string('a path').check(z.regex(/^[^\0]*$/, 'a path'));
/** Not looked at before it is used: an error shows what is there, and this is a secret. */
export const webhook = () => z.string('a URL');
/** Of a folder, without `.` and `..`; not the root, which would be every folder. */
export const folder = () => {
  const expected = 'an absolute path of a folder, such as /home/bot/.cache/huggingface/hub';
  return text(expected).check(z.regex(/^(?:\/(?!\.{1,2}(?:\/|$))[^/\0]+)+\/?$/, expected));
};
/** A bucket with the keys' beginning, or a folder: nothing that would have to be escaped in a key. */
export const storeUrl = () => {
  const expected =
    's3://bucket or s3://bucket/prefix (small letters, digits, ._-), or file:///absolute/path; no keys';
  const pattern =
    /^(?:s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/(?!\.{1,2}(?:\/|$))[a-z0-9._-]+){0,20}\/?|file:\/\/(?:\/(?!\.{1,2}(?:\/|$))[^/\p{Cc}?#%]+)+\/?)$/u;
  return z.string(expected).check(z.regex(pattern, expected));
};
/** With nothing secret in it: no user, and no query. */
export const storeEndpoint = () => {
  const expected = 'the address of a service, such as https://s3.example:9000; no keys, no path';
  return z
    .string(expected)
    .check(z.regex(/^https?:\/\/(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?\/?$/, expected));
};
/** A name of another program's: a region, a profile. */
export const word = (expected: string) =>
  z.string(expected).check(z.regex(/^[\w.@:/+ -]{1,128}$/, expected));
export const encoding = () =>
  z
    .string(A_SYMBOL_ENCODING)
    .check(z.refine(isSymbolEncoding, A_SYMBOL_ENCODING))
    .register(z.globalRegistry, { pattern: SYMBOL_ENCODING });
export const symbols = () => z.array(text('a symbol in quotes'), 'a list of symbols');
export const metric = () => text('the name of a metric');
export const number = () => z.number('a finite number');
export const atLeast0 = (expected: string) => z.number(expected).check(z.minimum(0, expected));
export const share = () => {
  const expected = 'a share from 0 to 1';
  return atLeast0(expected).check(z.maximum(1, expected));
};
/** Also as YAML 1.1 writes it. */
export const truth = () => {
  const expected = 'true or false';
  const word = z
    .string()
    .check(z.regex(/^(?:[Yy][Ee][Ss]|[Nn][Oo]|[Oo][Nn]|[Oo][Ff][Ff])$/, expected));
  return z.pipe(
    z.union([z.boolean(), word], expected),
    z.transform((value) => (typeof value === 'string' ? /^(?:yes|on)$/i.test(value) : value)),
  );
};
/** Program and arguments. No system starts a word with a NUL byte in it. */
export const command = () => {
  const expected = 'a list of words';
  const item = 'a word of the command, in quotes';
  return z
    .array(z.string(item).check(z.regex(/^[^\0]*$/, item)), expected)
    .check(
      z.minLength(1, expected),
      z.refine(([program]) => program !== '', 'a program, and then its arguments'),
    )
    .register(z.globalRegistry, { allOf: [{ items: [{ minLength: 1 }] }] });
};
export const count = () => {
  const expected = 'a whole number, 1 to 1,000,000';
  return z.int(expected).check(z.minimum(1, expected), z.maximum(1_000_000, expected));
};
/** No more than are kept of a version where there are very many. */
export const window = () => {
  const expected = `a whole number, 1 to ${WIDEST_WINDOW}`;
  return z.int(expected).check(z.minimum(1, expected), z.maximum(WIDEST_WINDOW, expected));
};
export const WIDEST_WINDOW = 1_000;
/** So that every time that is reckoned with them is a date. */
export const days = () => {
  const expected = 'a number of days, 0 to 1,000,000';
  return atLeast0(expected).check(z.maximum(1_000_000, expected));
};
/** At most 24 days, which is what timers take. */
export const minutes = () => {
  const expected = 'a number of minutes, above 0 and at most 34,560';
  return z.number(expected).check(z.gt(0, expected), z.maximum(34_560, expected));
};

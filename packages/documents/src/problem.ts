import * as z from 'zod';
import { growing, growingKinds, ofKind } from './lists.js';
import { version } from './values.js';

const artifact = z.enum(['model', 'scaler', 'config']);
const recordedArtifact = z.enum(['model', 'scaler']);
const source = z.enum(['model', 'scaler', 'metadata']);
const anything = z.unknown().describe('What is there; an excerpt where it is large');
const text = z.string();
const number = z.number();

/** What tells one file's content from every other. */
const fingerprint = z
  .object({
    sha256: text.regex(/^[0-9a-f]{64}$/),
    size: z.int().min(0).describe('Bytes'),
  })
  .meta({ id: 'fingerprint' });

/** A file's content is not what the metadata records. */
export const checksumMismatch = ofKind(
  'checksum-mismatch',
  'A file is not the one that the metadata record',
  { artifact: recordedArtifact, expected: fingerprint, actual: fingerprint },
);

/** Two of model, scaler and metadata disagree about the features. */
export const featureMismatch = ofKind(
  'feature-mismatch',
  'Model, scaler and metadata disagree about the features',
  {
    between: z.tuple([source, source]),
    difference: growing(['count', 'names', 'order']),
    values: z.tuple([text, text]).describe('In the order of `between`'),
  },
);

const mismatch = {
  expected: text,
  actual: anything,
  stated: z.boolean().describe('False where the metadata say nothing and `actual` is the default'),
};

/** Why a file that begins like an artifact belongs to no version. */
export const ignoredReason = growing([
  'not-a-version',
  'not-canonical',
  'extra-text',
  'wrong-case',
]);

/** Something about a version or the models directory that a person may have to act on. */
export const problem = growingKinds([
  ofKind('missing-file', 'One of the three files is not there', { artifact }),
  ofKind('not-a-file', 'Something else is there than a regular file', {
    artifact,
    found: growing([
      'directory',
      'fifo',
      'socket',
      'device',
      'link',
      'broken-link',
      'link-outside',
    ]),
  }),
  ofKind('empty-file', 'The model or scaler to be published has no content', {
    artifact: recordedArtifact,
  }),
  ofKind('metadata-unreadable', 'The config file gives no metadata', {
    reason: growing([
      'empty',
      'not-json',
      'not-an-object',
      'not-utf8',
      'too-large',
      'too-deep',
      'too-many-values',
      'io-error',
    ]),
    detail: text.describe('Where or what; empty where there is no more to say'),
  }),
  checksumMismatch,
  ofKind('unsafe-artifact', 'Loading a file is not safe, or may not be', {
    artifact: recordedArtifact,
    grade: z.enum(['refused', 'warning']),
    finding: text.describe('The kind of the gravest finding, or io-error'),
    detail: text.describe('What was found: os.system, truncated, xz, EACCES'),
    offset: z.int().nullable().describe('Bytes from the start of the decompressed content'),
    more: z.int().describe('How many other findings are refusals or warnings'),
  }),
  featureMismatch,
  ofKind('invalid-field', 'A field has the wrong type and counts as missing', {
    key: text,
    expected: text,
    actual: anything,
  }),
  ofKind('not-pinned', 'Another version is pinned', { expected: version, actual: version }),
  ofKind('training-mode-mismatch', 'Trained for another mode', mismatch),
  ofKind('symbol-encoding-mismatch', 'Trained with another symbol encoding', mismatch),
  ofKind('missing-symbols', 'A required symbol was not trained', {
    expected: z.array(text).describe('All required symbols'),
    missing: z.array(text).describe('Those that the model was not trained on'),
  }),
  ofKind('low-coverage', 'Too few of the trading symbols were trained', {
    expected: number.describe('A share, 0 to 1'),
    actual: number.describe('A share, 0 to 1'),
    missing: z.array(text),
  }),
  ofKind('unknown-age', 'The age is limited and not known', {
    expected: number.describe('The highest age allowed, in days'),
  }),
  ofKind('too-old', 'Above the highest age', {
    expected: number.describe('Days'),
    actual: number.describe('Days'),
  }),
  ofKind('low-performance', 'A metric is too low or missing', {
    metric: text,
    expected: number,
    actual: number.nullable().describe('Null where the model has no such finite metric'),
  }),
  ofKind('ignored-file', "A name that begins like an artifact's and is none", {
    file: text,
    reason: ignoredReason,
  }),
  ofKind('legacy-metadata', 'Keys are absent, defaults are used', { missing: z.array(text) }),
  ofKind('version-mismatch', 'The config file says it is of another version', {
    expected: version,
    actual: anything,
  }),
  ofKind('future-timestamp', 'The training end is still to come', { key: text, actual: text }),
  ofKind('unpublished-staging', 'Finished files that were never published', {
    file: text.describe('The staging folder, absolute'),
  }),
  ofKind('unreadable-folder', 'A folder that could not be looked into', {
    file: text.describe('Absolute'),
    detail: text.describe("The system's code: EACCES"),
  }),
  ofKind('unsafe-permissions', 'Every user may write there', {
    file: text,
    actual: text.describe('Permission bits in octal, as chmod takes them: 0666'),
  }),
  ofKind('hard-coded-path', 'The config names a path of another version', {
    key: text,
    expected: version.describe('The selected version'),
    actual: version.describe('The version that the path names'),
  }),
]).meta({
  id: 'problem',
  description:
    'Something about a version or the models directory that a person may have to act on: a kind and its facts',
});
export type Problem = z.infer<typeof problem>;

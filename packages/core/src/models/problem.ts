import * as z from 'zod/mini';
import { NO_WEBHOOK } from '../alerts/alert.js';
import { growingKinds, ofKind } from '../kind-schemas.js';
import { IGNORED_REASONS } from '../layouts/file-names.js';
import { described, growing, type Immutable } from '../schema-helpers.js';
import { ARTIFACTS, type Companion, fingerprint, RECORDED_ARTIFACTS } from './artifact.js';
import { VERSION } from './version.js';

// Programs take only the types of this file: what is imported from it as a value is in their bundles.

const text = z.string();
const texts = z.array(text);
const number = z.number();
const companion = described(
  z
    .custom<Companion>((value) => typeof value === 'string' && value.includes('.'))
    .register(z.globalRegistry, { type: 'string', pattern: '\\.' }),
  "A companion's name without the version: category_encoding.json",
);
const artifact = z
  .union([z.enum(ARTIFACTS), companion])
  .register(z.globalRegistry, { id: 'artifact', description: 'One of the files of a version' });
const recordedArtifact = z
  .union([z.enum(RECORDED_ARTIFACTS), companion])
  .register(z.globalRegistry, {
    id: 'recorded-artifact',
    description: 'One of those whose SHA-256 the metadata may record',
  });
const featureSource = z.enum(['model', 'scaler', 'metadata']);
/** Of any scheme. */
export const version = z.string().check(z.regex(VERSION)).register(z.globalRegistry, {
  id: 'version',
  description: 'A version as its layout writes it: 1.10, 7 or 20251204_153000',
});
const anything = described(z.unknown(), 'What is there; an excerpt where it is large');
const offset = z.nullable(z.int());

/** A file's content is not what the metadata records. */
export const checksumMismatch = ofKind(
  'checksum-mismatch',
  'A file is not the one that the metadata record',
  {
    artifact: recordedArtifact,
    expected: described(fingerprint, 'What the metadata record'),
    actual: fingerprint,
  },
);

/** Two of model, scaler and metadata disagree about the features. */
export const featureMismatch = ofKind(
  'feature-mismatch',
  'Model, scaler and metadata disagree about the features',
  {
    between: z.tuple([featureSource, featureSource]),
    difference: growing(['count', 'names', 'order']),
    values: described(
      z.tuple([text, text]),
      'In the order of `between`: the counts, the names of only one, or the names at the first place that differs',
    ),
  },
);

/** The environment that loads models has other libraries than made one. */
export const libraryMismatch = ofKind(
  'library-mismatch',
  'The environment that loads the model may not be able to: it has other libraries',
  {
    difference: growing(['version', 'missing', 'environment']),
    library: described(z.nullable(text), 'As PyPI calls it; null for `environment`'),
    expected: described(
      z.nullable(text),
      'What the model was made with; null where that is not known',
    ),
    actual: described(z.nullable(text), 'What the environment has; null for none'),
    python: described(text, 'The environment: `model.python` of the config'),
  },
);

/** Why a file that begins like an artifact belongs to no version. */
export const ignoredReason = growing(IGNORED_REASONS);

const stated = described(
  z.boolean(),
  'False where the metadata say nothing and `actual` is the default',
);

/** Something about a version or the models directory that a person may have to act on. */
export const problem = growingKinds(
  [
    ofKind('missing-file', "One of the version's files is not there", { artifact }),
    ofKind('not-a-file', 'Something else is there than a regular file', {
      artifact,
      found: growing([
        'directory',
        'fifo',
        'socket',
        'device',
        'symlink',
        'broken-symlink',
        'symlink-outside',
        'symlink-folder',
        'closed-folder',
      ]),
    }),
    ofKind('empty-file', 'The model or scaler to be published has no content', {
      artifact: recordedArtifact,
    }),
    ofKind('metadata-unreadable', 'The config file gives no metadata', {
      reason: growing([
        'empty',
        'not-json',
        'git-lfs-pointer',
        'html',
        'not-an-object',
        'not-utf8',
        'too-large',
        'too-deep',
        'too-many-values',
      ]),
      detail: described(
        text,
        'Where or what: `line 3, column 5`, `list`; empty where there is no more to say',
      ),
    }),
    ofKind('unreadable-file', 'The system does not let this user read the file', {
      artifact,
      file: described(text, 'Absolute'),
      code: described(text, "The system's code: EACCES"),
      owner: described(
        z.nullable(text),
        "The owner's name, or `#1001` where it has none; null where that cannot be asked",
      ),
      mode: described(
        z.nullable(text),
        'Permission bits in octal, as chmod takes them: 0600; null as `owner` is',
      ),
      user: described(text, 'Who asked, as `owner` is named'),
    }),
    checksumMismatch,
    ofKind('unsafe-artifact', 'Loading a file is not safe, or may not be', {
      artifact: recordedArtifact,
      grade: z.enum(['refused', 'warning']),
      finding: described(text, 'The kind of the gravest finding'),
      detail: described(text, 'What was found: os.system, truncated, xz'),
      offset: described(offset, 'Bytes from the start of the decompressed content'),
      more: described(z.int(), 'How many other findings are refusals or warnings'),
    }),
    featureMismatch,
    libraryMismatch,
    ofKind('invalid-field', 'A field has the wrong type and counts as missing', {
      key: text,
      expected: text,
      actual: anything,
    }),
    ofKind('not-pinned', 'Another version is pinned', { expected: version, actual: version }),
    ofKind('training-mode-mismatch', 'Trained for another mode', {
      expected: text,
      actual: anything,
      stated,
    }),
    ofKind('symbol-encoding-mismatch', 'Trained with another symbol encoding', {
      expected: text,
      actual: anything,
      stated,
    }),
    ofKind('missing-symbols', 'A required symbol was not trained', {
      expected: described(texts, 'All required symbols'),
      missing: described(texts, 'Those that the model was not trained on; never empty'),
    }),
    ofKind('low-coverage', 'Too few of the trading symbols were trained', {
      expected: described(number, 'The lowest share allowed, 0 to 1'),
      actual: described(number, 'A share, 0 to 1, below `expected`'),
      missing: texts,
    }),
    ofKind('unknown-age', 'The age is limited and not known', {
      expected: described(number, 'The highest age allowed, in days'),
    }),
    ofKind('too-old', 'Above the highest age', {
      expected: described(number, 'The highest age allowed, in days'),
      actual: described(number, 'Days of 24 hours, above `expected`'),
    }),
    ofKind('low-performance', 'A metric is too low or missing', {
      metric: text,
      expected: number,
      actual: described(z.nullable(number), 'Null where the model has no such finite metric'),
    }),
    ofKind('live-performance', 'It did too badly while it was live', {
      metric: text,
      expected: described(number, 'The lowest mean allowed'),
      actual: described(number, 'The mean of the last results, below `expected`'),
      samples: described(z.int(), 'Results since the first, or since it was forgiven'),
    }),
    ofKind('ignored-file', "A name that begins like an artifact's and is none", {
      file: text,
      reason: ignoredReason,
    }),
    ofKind('unknown-names', 'No version is there, and model files under other names are', {
      expected: described(texts, "What a version's files are called"),
      names: described(texts, 'The first ones, at most five, from the models directory on'),
      more: described(z.int(), 'How many more there are'),
    }),
    ofKind('legacy-metadata', 'Keys are absent, defaults are used', { missing: texts }),
    ofKind('version-mismatch', 'The config file says it is of another version', {
      expected: described(version, "The version in the file's name"),
      actual: anything,
    }),
    ofKind('future-timestamp', 'The training end is still to come', { key: text, actual: text }),
    ofKind('unpublished-staging', 'Finished files that were never published', {
      file: described(text, 'The staging folder, absolute'),
    }),
    ofKind('not-pushed', 'It is not in the store that many machines share', {
      store: described(text, 'The URL of `model.store`'),
    }),
    ofKind('old-pull', 'The store that many machines share was not pulled for a day', {
      store: described(text, 'The URL of `model.store`'),
      actual: z.nullable(text).register(z.globalRegistry, {
        description: 'When it was pulled last, ISO 8601; null for never',
      }),
    }),
    ofKind('unjudged-model', 'A training left it where models are live, and nobody judged it', {}),
    ofKind('leftover', 'What earlier runs left, and the next one removes', {
      file: described(text, 'A file or folder, absolute'),
    }),
    ofKind('unreadable-folder', 'A folder that could not be looked into', {
      file: described(text, 'Absolute'),
      detail: described(text, "The system's code: EACCES"),
    }),
    ofKind('results-unreadable', 'Live results cannot be used: they turn down no version', {
      file: described(text, 'Absolute'),
      detail: described(
        text,
        "What is wrong: `line 7`, `too-large`, `not-a-file`, or the system's code (EACCES)",
      ),
    }),
    ofKind('unsafe-permissions', 'Every user may write there', {
      file: text,
      actual: described(text, 'Permission bits in octal, as chmod takes them: 0666'),
    }),
    ofKind('config-unreadable', 'A config that the directory is used with cannot be read', {
      what: described(
        growing(['config', 'list']),
        'A config file, or the list of them that is kept with the models',
      ),
      file: described(text, 'Absolute'),
      detail: described(
        text,
        "The system's code (ENOENT, EACCES), or not-a-file; of the list also not JSON, not a list",
      ),
    }),
    ofKind('hard-coded-path', 'The config names a path of another version', {
      key: described(text, 'The config key that holds the path'),
      expected: described(version, 'The selected version'),
      actual: described(version, 'The version that the path names'),
    }),
    ofKind('misplaced-key', 'A key of the config that nobody reads looks like one of ours', {
      key: described(text, 'As it stands in the config file'),
      expected: described(text, 'The key that is probably meant'),
    }),
    ofKind('unusable-webhook', 'Nothing can be posted to the URL that alerts are sent to', {
      key: described(text, 'The config key that holds it'),
      actual: described(
        growing(NO_WEBHOOK),
        'What stands there instead of a URL: a text with a placeholder, or any other; it may be a secret, and is not shown',
      ),
    }),
  ],
  {
    id: 'problem',
    description:
      'Something about a version or the models directory that a person may have to act on: a kind and its facts',
  },
);

/**
 * Something about a model version or the models directory that a person may have to act on. A
 * literal `kind` and facts; the words are in `problemText`.
 */
export type Problem = Immutable<z.infer<typeof problem>>;
export type ProblemKind = Problem['kind'];
/** A problem of one kind. */
export type ProblemOf<Kind extends ProblemKind> = Extract<Problem, { readonly kind: Kind }>;

export type LivePerformance = ProblemOf<'live-performance'>;
export type ResultsUnreadable = ProblemOf<'results-unreadable'>;
export type MissingFile = ProblemOf<'missing-file'>;
export type NotAFile = ProblemOf<'not-a-file'>;
/** What stands at an artifact's name in place of a regular file inside the models directory. */
export type NotAFileFound = NotAFile['found'];
export type EmptyFile = ProblemOf<'empty-file'>;
export type MetadataUnreadable = ProblemOf<'metadata-unreadable'>;
export type UnreadableFile = ProblemOf<'unreadable-file'>;
export type ChecksumMismatch = ProblemOf<'checksum-mismatch'>;
export type UnsafeArtifact = ProblemOf<'unsafe-artifact'>;
export type FeatureMismatch = ProblemOf<'feature-mismatch'>;
export type LibraryMismatch = ProblemOf<'library-mismatch'>;
export type InvalidField = ProblemOf<'invalid-field'>;
export type IgnoredFile = ProblemOf<'ignored-file'>;
export type UnknownNames = ProblemOf<'unknown-names'>;
export type FutureTimestamp = ProblemOf<'future-timestamp'>;
export type VersionMismatch = ProblemOf<'version-mismatch'>;
export type UnpublishedStaging = ProblemOf<'unpublished-staging'>;
export type UnreadableFolder = ProblemOf<'unreadable-folder'>;
export type ConfigUnreadable = ProblemOf<'config-unreadable'>;
export type UnsafePermissions = ProblemOf<'unsafe-permissions'>;
export type HardCodedPath = ProblemOf<'hard-coded-path'>;

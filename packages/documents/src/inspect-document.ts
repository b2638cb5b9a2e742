import {
  checksumMismatch,
  featureMismatch,
  growing,
  growingKinds,
  ofKind,
} from '@org/model-registry-core/schemas';
import * as z from 'zod';
import { count } from './values.js';

const offset = z.int().describe('Bytes from the start of the decompressed stream');
const ofImport = {
  module: z.string(),
  name: z.string(),
  offset,
  opcode: z.string().describe("The instruction, as Python's pickletools names it"),
};

/** What walking a joblib file found. */
export const finding = growingKinds(
  [
    ofKind('malformed', 'Content that joblib does not write, or that is read in several ways', {
      reason: z.string(),
      offset,
      opcode: z.string().nullable().describe('Null where there was no instruction left'),
    }),
    ofKind('limit-exceeded', 'The content asks for more than any real model does', {
      limit: z.string(),
      allowed: z.number(),
      offset,
    }),
    ofKind('legacy-format', 'Written by joblib 0.9 or older', {}),
    ofKind('not-a-file', 'No regular file', { found: growing(['symlink', 'directory', 'other']) }),
    ofKind('not-a-model', "Something else under a model's name", {
      found: growing(['git-lfs-pointer', 'html', 'zip', 'empty', 'zeros', 'text']),
    }),
    ofKind('standard-library-import', "Python's builtins or standard library", ofImport),
    ofKind('unlisted-library-import', 'Of a known library, and not known to be harmless', {
      ...ofImport,
      use: growing(['called', 'built', 'referred']),
    }),
    ofKind('unlisted-call', "A bot's own, called or passed to a call", {
      ...ofImport,
      use: growing(['called', 'handed']),
    }),
    ofKind('unlisted-import', "A bot's own, and not called by the file itself", {
      ...ofImport,
      use: growing(['built', 'referred']),
    }),
    ofKind('not-inspected', 'A compression that cannot be read here', {
      compression: growing(['bz2', 'lzma', 'xz', 'lz4']),
    }),
    ofKind('allowed-import', 'An import that is allowed', {
      ...ofImport,
      use: growing(['called', 'built', 'referred']),
      trusted: z.boolean().describe("By the config's trusted_globals, not by the list"),
    }),
  ],
  { id: 'finding', description: 'What an inspection found: a kind and its facts' },
);
export type Finding = z.infer<typeof finding>;

/** How grave a finding is. */
const grade = z.enum(['refused', 'warning', 'information']);
/** What all findings of a file come to. */
const verdict = z.enum(['clean', 'warning', 'refused']);

const artifact = z
  .enum(['model', 'scaler'])
  .nullable()
  .describe('Null for a file that was named by its path');
const text = z.string().nullable();

const inspectedFile = z
  .object({
    artifact,
    file: z.string(),
    verdict,
    size: count.nullable().describe('Bytes'),
    sha256: text,
    checksum_mismatch: z.nullable(checksumMismatch),
    estimator: text.describe('Such as sklearn.pipeline.Pipeline'),
    versions: z.object({ sklearn: text, xgboost: text }),
    feature_count: z.number().nullable(),
    feature_names: z.array(z.string()).nullable(),
    classes: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
    parts: z
      .array(z.object({ name: z.string(), estimator: z.string() }))
      .describe('Steps of a pipeline or members of an ensemble'),
    arrays: z
      .array(
        z.object({
          name: growing(['mean_', 'scale_', 'coef_']),
          items: count,
          nan: count,
          zero: count,
        }),
      )
      .describe('How many items of a fitted array are NaN or zero'),
  })
  .describe('What a file says, without being loaded; null where it does not say');

/** `model-registry inspect --json` */
export const inspectDocument = z
  .object({
    schema: z.literal('model-registry/inspect@1'),
    verdict: verdict.describe('Of all together'),
    findings: z.array(z.intersection(finding, z.object({ artifact, grade }))),
    files: z.array(inspectedFile),
    disagreements: z.array(featureMismatch).describe('About the features'),
  })
  .describe('What is inside joblib files');
export type InspectDocument = z.infer<typeof inspectDocument>;

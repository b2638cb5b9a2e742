import {
  FINDINGS,
  type Finding,
  type FindingDescription,
} from '@org/model-registry-artifact-inspector';
import {
  checksumMismatch,
  featureMismatch,
  growing,
  growingKinds,
  ofKind,
} from '@org/model-registry-core/schemas';
import * as z from 'zod';
import { count } from './values.js';

const facts = {
  text: z.string(),
  flag: z.boolean(),
  number: z.number(),
  offset: z.int().describe('Bytes from the start of the decompressed stream'),
  opcode: z.string().describe("The instruction, as Python's pickletools names it"),
  'last-opcode': z.string().nullable().describe('Null where there was no instruction left'),
};

/** What walking a joblib file found: the inspector's own table of kinds, as a schema. */
const kinds = Object.entries<FindingDescription>(FINDINGS).map(
  ([kind, { meaning, facts: named }]) => {
    const ofName = Object.entries(named).map(([name, type]) => [
      name,
      typeof type === 'string' ? facts[type] : growing(type),
    ]);
    return ofKind(kind, meaning, Object.fromEntries(ofName));
  },
);
const finding = growingKinds(kinds as [(typeof kinds)[0], ...typeof kinds], {
  id: 'finding',
  description: 'What an inspection found: a kind and its facts',
}) as z.core.$ZodType as z.core.$ZodType<Finding>;

/** How grave a finding is. */
const grade = z.enum(['refused', 'warning', 'information']);
/** What all findings of a file come to. */
const verdict = z.enum(['clean', 'warning', 'refused']);

const artifact = z
  .string()
  .nullable()
  .describe(
    'model, scaler, or the name of a companion; null for a file that was named by its path',
  );
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
    versions: z
      .object({ sklearn: text, xgboost: text })
      .describe('Of whatever is in the file; several of scikit-learn joined: `1.8.0, 1.3.2`'),
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

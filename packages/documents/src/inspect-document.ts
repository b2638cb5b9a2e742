import { checksumMismatch, featureMismatch, growing } from '@org/model-registry-core/schemas';
import * as z from 'zod';
import { finding, grade, verdict } from './finding.js';
import { count } from './values.js';

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

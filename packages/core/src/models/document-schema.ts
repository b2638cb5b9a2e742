import * as z from 'zod/mini';
import { described, type Immutable } from '../schema-helpers.js';
import { isMap } from '../text/is-map.js';
import { problem, version } from './problem.js';

/** An object with whatever keys: it passes as it is, `__proto__` as a key included. */
export const keyedObject = z
  .custom<Readonly<Record<string, unknown>>>(isMap)
  .register(z.globalRegistry, { type: 'object' });

const path = (file: string) =>
  described(z.nullable(z.string()), `The ${file} file, absolute; null where there is none`);

const schema = z
  .object({
    version,
    model_path: path('model'),
    scaler_path: path('scaler'),
    config_path: path('config'),
    companion_paths: described(
      z.optional(z.record(z.string(), z.nullable(z.string()))),
      'The files of model.layout.companions, by their names without the version: absolute paths, null where there is none; absent where the layout names none',
    ),
    exists: described(z.boolean(), 'Whether all files of the layout are there'),
    metadata: described(
      z.nullable(keyedObject),
      "The config file's own keys as they are; null where it is missing or unreadable",
    ),
    problems: described(
      z.array(problem),
      'Of its files and its metadata; what the config asks for is not judged here',
    ),
  })
  .register(z.globalRegistry, { id: 'model', description: 'A model version as it was found' });

/** A model version as every document has it. An interface, so that the types of documents can name it. */
export interface ModelDocument extends Immutable<z.infer<typeof schema>> {}
/** The schema of a {@link ModelDocument}. */
export const model: z.ZodMiniType<ModelDocument> = schema as z.ZodMiniType<ModelDocument>;

const points = (what: string) => described(z.number(), what);
const finitePoints = (what: string) =>
  described(z.nullable(z.number()), `${what}; null where it is beyond the largest number`);

/** A model's score with its parts, in points. */
export const score = z
  .object({
    symbol_coverage: points('10 for each distinct trained symbol'),
    recency: points('365 less the whole days since the training end, 0 to 365'),
    version: points('MAJOR × 100 + MINOR, or 100 × the number; 0 where versions are times'),
    performance: finitePoints('Weight × metric'),
    total: finitePoints('The sum'),
  })
  .register(z.globalRegistry, { id: 'score', description: 'A score with its parts, in points' });
export type ScoreDocument = z.infer<typeof score>;

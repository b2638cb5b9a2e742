import * as z from 'zod';
import { problem } from './problem.js';
import { keyedObject, version } from './values.js';

const path = (file: string) =>
  z.string().nullable().describe(`The ${file} file, absolute; null where there is none`);

const schema = z
  .object({
    version,
    model_path: path('model'),
    scaler_path: path('scaler'),
    config_path: path('config'),
    exists: z.boolean().describe('Whether all three files are there'),
    metadata: keyedObject
      .nullable()
      .describe("The config file's own keys as they are; null where it is missing or unreadable"),
    problems: z
      .array(problem)
      .describe('Of its files and its metadata; what the config asks for is not judged here'),
  })
  .meta({ id: 'model', description: 'A model version as it was found' });

/** A model version as it was found. An interface, so that the types of documents can name it. */
export interface Model extends z.infer<typeof schema> {}
/** The schema of a {@link Model}, as every document has it. */
export const model: z.ZodType<Model> = schema;

const points = (what: string) => z.number().describe(what);
const beyond = 'null where it is beyond the largest number';

/** A model's score with its parts, in points. */
export const score = z
  .object({
    symbol_coverage: points('10 for each distinct trained symbol'),
    recency: points('365 less the whole days since the training end, 0 to 365'),
    version: points('MAJOR × 100 + MINOR'),
    performance: points(`Weight × metric; ${beyond}`).nullable(),
    total: points(`The sum; ${beyond}`).nullable(),
  })
  .meta({ id: 'score', description: 'A score with its parts, in points' });
export type Score = z.infer<typeof score>;

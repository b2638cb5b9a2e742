import {
  AGE_SOURCES,
  CRITERIA,
  described,
  growing,
  growingKinds,
  ofKind,
  problem,
  RUN_ACTIONS,
  UNUSABLE,
  version,
} from '@org/model-registry-core/schemas';
import * as z from 'zod';
import { extras, moment, timestamp } from './values.js';

const symbols = z.array(z.string());
const age = {
  version,
  age_days: z.number(),
  limit_days: z.number(),
  from: described(growing(AGE_SOURCES), 'What the age is counted from'),
};
const reason = growingKinds(
  [
    ofKind('forced', 'Asked for with --force', {}),
    ofKind('no-model', 'No compatible model is there', {}),
    ofKind('old', 'The selected model is old enough', age),
    ofKind('age-unknown', "Nothing tells the selected model's age", { version }),
    ofKind('queued-symbols', 'Symbols wait in the queue', { symbols }),
    ofKind('disabled', 'Not enabled', {}),
    ofKind('pinned', 'A version is pinned', { version }),
    ofKind('young', 'The selected model is not old enough', { ...age, due_at: moment }),
    ofKind('backoff', 'It waits after failures', { failure_count: z.int().min(1), until: moment }),
  ],
  { id: 'reason', description: 'What speaks for a training, or against it' },
);

const outlook = {
  selected_version: z.nullable(version).describe('The version that is selected now'),
  due: z.boolean(),
  reasons: z.array(reason).describe('For a training, where it is due; against it, where not'),
  would_be_due: z.array(reason).describe('What would speak for it, where something is against it'),
  next_due: moment.nullable().describe('Null where time alone does not bring it about'),
  queued_symbols: symbols.describe('The queue'),
  queue_ignored: z
    .nullable(growing(['single-symbol', 'switched-off']))
    .describe('Why the queue is not looked at; null where it is'),
  symbols: symbols.describe('What a new model is to be trained on'),
};

const holder = z
  .object({
    pid: z.int().min(1),
    purpose: z.string(),
    since: timestamp,
    host: z.string(),
  })
  .meta({
    id: 'holder',
    description: 'The process that holds the training lock, as the lock file names it',
  });

const criterion = {
  criterion: growing(CRITERIA),
  metric: z.string().describe("The metric's name in the metadata"),
  bound: z
    .object({ comparison: growing(['>=', '<=', '>', '<']), value: z.number().nullable() })
    .nullable()
    .describe('What was asked for; null where any number will do, and where none does (`live`)'),
  actual: z.unknown().describe('What the metadata say; null where they say nothing'),
  unusable: z
    .nullable(growing(['missing', ...UNUSABLE]))
    .describe('Why the value cannot be compared'),
  live: z
    .object({ actual: z.unknown(), unusable: growing(UNUSABLE) })
    .nullable()
    .describe("The live model's value, where nothing can be compared with it"),
};

/** `model-registry-retrain --json` */
export const retrainDocument = z
  .object({
    schema: z.literal('model-registry/retrain@1'),
    action: z.enum([
      'disabled',
      'not-due',
      'waiting',
      'busy',
      'dry-run',
      'promoted',
      'not-promoted',
      'failed',
    ]),
    ...outlook,
    selected_version: z
      .nullable(version)
      .describe('The version that was selected before the run; what it promoted is in version'),
    version: z.nullable(version).describe('The version that was trained'),
    messages: z.array(z.string()).describe('Why it was not promoted, or failed, in words'),
    failed_criteria: z
      .array(
        growingKinds(
          [
            ofKind('criterion', 'A criterion that it fails', criterion),
            ofKind('not-preferred', 'Selection would choose another one', {
              version: z.nullable(version).describe('What it would choose'),
              problems: z.array(problem).describe('What it has against the new one'),
            }),
          ],
          { description: 'Why a model was not promoted' },
        ),
      )
      .describe('Why it was not promoted, as facts; NaN and infinities as text'),
    criteria: z.array(z.object({ ...criterion, passed: z.boolean() })).describe('Every criterion'),
    folder: z.string().nullable().describe('Where the files of a model that was set aside are'),
    extras,
    holder: holder.nullable(),
    remarks: z.array(z.string()).describe('What a person should know, in words'),
  })
  .describe('One run of the scheduler');
export type RetrainDocument = z.infer<typeof retrainDocument>;

const failures = { count: z.int().min(1), at: moment };

/** `model-registry-retrain status --json` */
export const retrainStatusDocument = z
  .object({
    schema: z.literal('model-registry/retrain-status@1'),
    as_of: moment,
    enabled: z.boolean(),
    ...outlook,
    queue_broken: z.string().nullable().describe('What is wrong with the queue'),
    waiting_symbols: z.record(z.string(), moment).describe('From when each makes a training due'),
    training: z
      .object({ holder: holder.nullable(), message: z.string() })
      .nullable()
      .describe('The training under way; null also where this user may not know'),
    state_broken: z.boolean(),
    failures: z.object(failures).nullable().describe('Since the last promotion'),
    symbol_failures: z
      .array(
        z.object({
          symbol: z.string(),
          ...failures,
          queued_at: moment.nullable().describe('Since when it was queued then, if that is known'),
        }),
      )
      .describe('Symbols that promoted models were to have and have not'),
    running: z
      .object({
        started: moment,
        pid: z.int().min(1),
        version,
        in_place: z.boolean().describe('Whether its command writes into the models directory'),
        queued: symbols.describe('Queued symbols that its model is to have'),
      })
      .nullable()
      .describe('A run that has begun, and is under way or was killed'),
    runs: z
      .array(
        z.object({
          started: moment,
          ended: moment,
          action: growing(RUN_ACTIONS),
          version,
          messages: z.array(z.string()).describe('What became of it, in words'),
        }),
      )
      .describe('The last ones, oldest first'),
  })
  .describe('What the scheduler did, and will do');
export type RetrainStatusDocument = z.infer<typeof retrainStatusDocument>;

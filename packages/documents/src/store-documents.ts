import {
  ALERT_EVENTS,
  described,
  growing,
  journalEntry,
  KEEP_REASONS,
  model,
  problem,
  version,
} from '@org/model-registry-core/schemas';
import * as z from 'zod';
import { modelsDir, moment } from './values.js';

const fleetJournal = z
  .int()
  .min(1)
  .optional()
  .describe("Its entry in the store's journal; with --fleet");

function pinning<const Schema extends string>(schema: Schema) {
  const common = { schema: z.literal(schema), version: described(version, 'The one in question') };
  return z.discriminatedUnion('action', [
    z.object({
      ...common,
      action: z.literal('pinned'),
      problems: z.array(problem).describe('Why it could not be selected: pinned with --force'),
      selected: z.nullable(model).describe('What is selected now'),
      journal: fleetJournal,
    }),
    z.object({
      ...common,
      action: z.literal('refused'),
      problems: z
        .array(problem)
        .describe('Why it could not be selected; empty where only other configs stand against it'),
      others: z
        .array(z.object({ config: z.string(), problems: z.array(problem) }))
        .describe('Other configs that would have no model any more'),
    }),
  ]);
}

/** `model-registry pin --json` */
export const pinDocument = pinning('model-registry/pin@1').describe('Whether a version is pinned');
export type PinDocument = z.infer<typeof pinDocument>;

/** `model-registry rollback --json` */
export const rollbackDocument = pinning('model-registry/rollback@1').describe(
  'Whether the version that was live before is pinned',
);
export type RollbackDocument = z.infer<typeof rollbackDocument>;

/** `model-registry unpin --json` */
export const unpinDocument = z
  .object({
    schema: z.literal('model-registry/unpin@1'),
    action: z.enum(['unpinned', 'none']),
    selected: z.nullable(model).describe('What is selected now'),
    journal: fleetJournal,
  })
  .describe('Whether there was a pin to remove');
export type UnpinDocument = z.infer<typeof unpinDocument>;

/** What `operations.alerts` sends, by command and in the format `json`. */
export const alertDocument = z
  .object({
    schema: z.literal('model-registry/alert@1'),
    event: growing(ALERT_EVENTS),
    at: moment,
    host: z.string(),
    models_dir: modelsDir,
    config: z.nullable(z.string()).describe('The config file as it was named'),
    version: z.nullable(version).describe('Which one it is about'),
    previous_version: z.nullable(version).describe('What was selected before'),
    selected_version: z.nullable(version).describe('What is selected now'),
    reasons: z.array(z.string()).describe('For a person, a line each'),
    message: z.string().describe('All of it for a person'),
  })
  .describe('Something that somebody is told of');
export type AlertDocument = z.infer<typeof alertDocument>;

/** `model-registry record --json` */
export const recordDocument = z
  .object({
    schema: z.literal('model-registry/record@1'),
    version,
    at: moment,
    metrics: z.record(z.string(), z.number()).describe('What was recorded'),
    turned_down: z.boolean().describe('Whether its live results turn it down now'),
    standings: z
      .array(
        z.object({
          metric: z.string(),
          expected: z.number().describe('The lowest mean allowed'),
          actual: z.number().describe('The mean of the last results'),
          samples: z.int().min(1).describe('Results since the first, or since it was forgiven'),
        }),
      )
      .describe('By the metrics of model.selection.live; empty without it'),
  })
  .describe('That a live result is recorded');
export type RecordDocument = z.infer<typeof recordDocument>;

/** `model-registry forgive --json` */
export const forgiveDocument = z
  .object({
    schema: z.literal('model-registry/forgive@1'),
    action: z.enum(['forgiven', 'none']),
    version: described(version, 'The one in question'),
    selected: z.nullable(model).describe('What is selected now'),
  })
  .describe('Whether a version was turned down for its live results, and is not any more');
export type ForgiveDocument = z.infer<typeof forgiveDocument>;

/** `model-registry restore --json` */
export const restoreDocument = z
  .object({
    schema: z.literal('model-registry/restore@1'),
    action: z.literal('restored'),
    version: described(version, 'The one that is back'),
    selected: z.nullable(model).describe('What is selected now'),
  })
  .describe('That a version is back from archive/');
export type RestoreDocument = z.infer<typeof restoreDocument>;

const kept = {
  version,
  action: z.literal('keep'),
  reason: growing(KEEP_REASONS),
  config: z
    .string()
    .optional()
    .describe('The other config, with `other-config` and `config-unreadable`'),
};

/** `model-registry prune --json` */
export const pruneDocument = z
  .object({
    schema: z.literal('model-registry/prune@1'),
    dry_run: z.boolean().describe('Only said, not done'),
    versions: z
      .array(
        z.discriminatedUnion('action', [
          z.object({ version, action: z.literal('archive') }),
          z.object(kept),
        ]),
      )
      .describe(
        'The finished ones (all files, readable metadata), ascending; empty without --keep',
      ),
    archived: z
      .array(
        z.discriminatedUnion('action', [
          z.object({ version, action: z.literal('delete') }),
          z.object(kept),
        ]),
      )
      .optional()
      .describe('Those in archive/, ascending; with --archive-keep'),
    freed_bytes: z
      .number()
      .min(0)
      .optional()
      .describe('What the deletions free; with --archive-keep'),
  })
  .describe('Which versions move to archive/, and which are deleted there');
export type PruneDocument = z.infer<typeof pruneDocument>;

/** `model-registry recover --json` */
export const recoverDocument = z
  .object({
    schema: z.literal('model-registry/recover@1'),
    publications: z
      .array(
        z.discriminatedUnion('action', [
          z.object({ version, action: z.literal('published') }),
          z.object({
            version,
            action: z.literal('withdrawn'),
            problems: z.array(problem).describe('Empty where other files have the names'),
          }),
          z.object({
            version,
            action: z.literal('taken-back'),
            folder: z.string().describe('Where its files are now'),
          }),
        ]),
      )
      .describe('What became of publications that were interrupted, and of unjudged models'),
    removed: z.array(z.string()).describe('What was unfinished and has been removed; absolute'),
    kept: z
      .array(z.object({ folder: z.string(), versions: z.array(version) }))
      .describe('Staging folders with finished models, which wait to be published or deleted'),
    stuck: z
      .array(z.object({ path: z.string(), reason: z.string() }))
      .describe('What cannot be removed'),
  })
  .describe('What was done about what interrupted runs left');
export type RecoverDocument = z.infer<typeof recoverDocument>;

const timestamp = z.string().describe('ISO 8601');
/** `model-registry history --json` */
export const historyDocument = z
  .union([
    z
      .object({
        schema: z.literal('model-registry/history@1'),
        models_dir: modelsDir,
        entries: z.array(journalEntry).describe('Oldest first'),
        skipped: z.int().min(0).describe('Lines of the journal that are no entry'),
      })
      .describe('Without --at'),
    z
      .object({
        schema: z.literal('model-registry/history@1'),
        models_dir: modelsDir,
        at: moment,
        selected_version: z.nullable(version),
        pinned_version: z.nullable(version).describe('By command'),
        last: z.nullable(journalEntry).describe('The last entry up to then'),
      })
      .describe('With --at'),
  ])
  .describe('What was selected, published, pinned and archived');
export type HistoryDocument = z.infer<typeof historyDocument>;

/** `model-registry backfill --json` */
export const backfillDocument = z
  .object({
    schema: z.literal('model-registry/backfill@1'),
    version,
    added: z
      .object({
        training_mode: z.enum(['single_symbol', 'multi_symbol']).optional(),
        symbol_encoding_type: z.enum(['one_hot', 'index']).optional(),
        trained_symbols: z.array(z.string()).optional(),
        training_days: z.number().optional(),
        training_end_timestamp: timestamp.optional(),
      })
      .describe('The keys and values that were added'),
    missing: z.array(z.string()).describe('Keys that selection reads and that are still absent'),
  })
  .describe("What was added to a legacy model's config file");
export type BackfillDocument = z.infer<typeof backfillDocument>;

import { described, growing, model, problem, version } from '@org/model-registry-core/schemas';
import * as z from 'zod';
import { count, timestamp } from './values.js';

const store = z.string().describe('Where the store is, for people; nothing secret');
const claimant = z
  .object({ host: z.string(), user: z.nullable(z.string()), at: timestamp })
  .describe('Who took the number');

/** The number of an entry of the store's journal. */
const journalNumber = z.int().min(0).describe('The last entry of the journal that was read');

/** A pin that holds for all machines. */
const pin = z
  .object({
    version,
    at: z.nullable(timestamp),
    user: z.nullable(z.string()),
    reason: z.string(),
  })
  .describe('Made by a machine; its texts come from the store: escape them');

/** `model-registry push --json` */
export const pushDocument = z
  .object({
    schema: z.literal('model-registry/push@1'),
    store,
    versions: z
      .array(
        z.discriminatedUnion('action', [
          z.object({ version, action: z.literal('pushed'), bytes: count.describe('Sent for it') }),
          z.object({ version, action: z.literal('stored') }),
          z.object({
            version,
            action: z.literal('refused'),
            refusal: z.discriminatedUnion('kind', [
              z.object({
                kind: z.literal('other-content'),
                differs: z
                  .nullable(
                    z.object({
                      artifact: z.string(),
                      here: z.string(),
                      there: z.nullable(z.string()),
                    }),
                  )
                  .describe('SHA-256 here and there; null where only the metadata differ'),
                claim: z.nullable(claimant),
              }),
              z.object({ kind: z.literal('claimed'), claim: z.nullable(claimant) }),
              z.object({ kind: z.literal('retired') }),
              z.object({ kind: z.literal('unfit'), reason: z.string() }),
            ]),
          }),
        ]),
      )
      .describe('Ascending; those that waited, or were named'),
  })
  .describe('What was sent to the store');
export type PushDocument = z.infer<typeof pushDocument>;

/** A line on stderr while `push`, `pull` or `store check` is at work, with `--json`. */
export const progressDocument = z
  .object({
    schema: z.literal('model-registry/progress@1'),
    what: z.string().describe('For people, such as `sending meta_model_v1.4.joblib`'),
    done: z.nullable(count).describe('How much of it is done; null where nobody counts'),
    all: z.nullable(count).describe('How much there is; null where nobody knows before the end'),
    unit: z.nullable(z.string()).describe('What is counted: `bytes`, or a noun in the plural'),
    per_second: z
      .nullable(count)
      .describe('Over the last five seconds; null in the first line of a thing'),
    seconds: z.number().min(0).describe('How long it has gone on'),
  })
  .describe('What goes on and has gone on for more than a second');
export type ProgressDocument = z.infer<typeof progressDocument>;

/** `model-registry pull --json`; with `--follow` a line each time that something was new. */
export const pullDocument = z
  .object({
    schema: z.literal('model-registry/pull@1'),
    store,
    dry_run: z.boolean().describe('Only said, not done'),
    pulled: z.array(version).describe('Best first'),
    bytes: count.describe('That came over the line for them'),
    refused: z
      .array(
        z.object({
          version,
          problems: z.array(problem).describe('What verification here found'),
          damage: z
            .nullable(z.string())
            .describe('What is wrong with it in the store, for a person'),
        }),
      )
      .describe('Candidates that were turned down, best first'),
    others: z.array(version).describe('Of which the store has another than this machine'),
    pin: z
      .nullable(
        z.object({
          version,
          by: growing(['config', 'command', 'fleet']),
          at: z.nullable(z.string()),
          user: z.nullable(z.string()),
        }),
      )
      .describe('The one that holds here'),
    unmet_pin: z
      .nullable(version)
      .describe("The fleet's pin that cannot hold here; null where it does, or there is none"),
    selected: z.nullable(model).describe('What is selected now'),
    journal: journalNumber,
    last_pull: z.nullable(timestamp),
  })
  .describe('What was fetched from the store');
export type PullDocument = z.infer<typeof pullDocument>;

/** `model-registry fleet --json` */
export const fleetDocument = z
  .object({
    schema: z.literal('model-registry/fleet@1'),
    store,
    read_at: timestamp,
    journal: journalNumber,
    pin: z.nullable(pin),
    versions: z.array(version).describe('In the store and not retired, ascending'),
    hosts: z
      .array(
        z.object({
          id: z.string(),
          host: z.string().describe("The machine's name, as it says"),
          selected: z.nullable(version),
          since: z.nullable(timestamp).describe('Since when it has selected that'),
          rejected: z
            .array(z.object({ version, reasons: z.array(z.string()) }))
            .describe('Why not the others, best first: at most ten'),
          last_pull: timestamp,
          journal: journalNumber,
          silent: z.boolean().describe('Not heard of for a day'),
        }),
      )
      .describe('By id'),
    unreadable: z.array(z.string()).describe('Keys where something else is than a report'),
    own: z
      .object({
        id: z.nullable(z.string()).describe('This machine; null before it pushed or pulled'),
        last_pull: z.nullable(timestamp),
        waiting: z.array(version).describe('Here and not in the store'),
      })
      .describe('What this machine knows by itself'),
  })
  .describe('Which machine runs what');
export type FleetDocument = z.infer<typeof fleetDocument>;

/** `model-registry store check|retire|clean --json` */
export const storeDocument = z
  .discriminatedUnion('action', [
    z.object({
      schema: z.literal('model-registry/store@1'),
      action: z.literal('checked'),
      store,
      versions: count.describe('Not retired'),
      objects: count.describe('Files that they name'),
      bytes: count.describe('Read and hashed'),
      damaged: z.array(
        z.object({
          key: z.string(),
          kind: growing(['missing', 'other-size', 'other-hash', 'unreadable']),
          versions: z.array(version).describe('Those that need it'),
        }),
      ),
    }),
    z.object({
      schema: z.literal('model-registry/store@1'),
      action: z.enum(['retired', 'none']),
      store,
      version,
    }),
    z.object({
      schema: z.literal('model-registry/store@1'),
      action: z.literal('refused'),
      store,
      version: described(version, 'The one that was to be retired'),
      pinned: z.boolean().describe('For the fleet'),
      hosts: z.array(z.string()).describe('Machines that run it'),
    }),
    z.object({
      schema: z.literal('model-registry/store@1'),
      action: z.literal('cleaned'),
      store,
      dry_run: z.boolean().describe('Only said, not done'),
      versions: z.array(version),
      objects: z.array(z.string()).describe('Keys of files that no version names'),
      hosts: z.array(z.string()).describe('Ids of machines that were not heard of'),
      freed_bytes: count,
    }),
  ])
  .describe('What became of a look after the store');
export type StoreDocument = z.infer<typeof storeDocument>;

import {
  growing,
  ignoredReason,
  model,
  problem,
  score,
  VERSION_SCHEMES,
  version,
  WATCH_REASONS,
} from '@org/model-registry-core/schemas';
import * as z from 'zod';
import { configFile, found, modelsDir } from './values.js';

/** `model-registry list --json` */
export const listDocument = z
  .object({
    schema: z.literal('model-registry/list@1'),
    config: configFile,
    models_dir: modelsDir,
    found,
    models: z.array(model).describe('Ascending by version'),
    selected: z.nullable(model),
    ignored: z
      .array(z.object({ file: z.string(), reason: ignoredReason }))
      .describe('Names that begin like artifacts and belong to no version'),
    archived: z
      .array(
        z.object({
          version,
          bytes: z.number().min(0).describe('What deleting it would free'),
          archived_at: z.nullable(z.string()).describe('ISO 8601; null where no journal tells'),
        }),
      )
      .optional()
      .describe('With --archived: then all keys tell of archive/, and nothing in it is selected'),
  })
  .describe('Every version, and the one that would be selected');
export type ListDocument = z.infer<typeof listDocument>;

/** `model-registry select --json` */
export const selectDocument = z
  .object({
    schema: z.literal('model-registry/select@1'),
    config: configFile,
    selected: z.nullable(model).describe('The model to load; null where there is none'),
    score: z.nullable(score).describe("The selected model's"),
  })
  .describe('The model to load');
export type SelectDocument = z.infer<typeof selectDocument>;

/** `model-registry explain --json` */
export const explainDocument = z
  .object({
    schema: z.literal('model-registry/explain@1'),
    config: configFile,
    pin: z
      .object({
        version,
        by: growing(['config', 'command', 'fleet']),
        at: z.nullable(z.string()).describe('When it was made by command, as its file says'),
        user: z.nullable(z.string()).describe('Who made it, likewise'),
      })
      .nullable()
      .describe('The pin that holds'),
    selected_version: z.nullable(version).describe('The first of `ranked`'),
    warnings: z.array(problem).describe("What to look at in the selected model's files"),
    ranked: z.array(z.object({ version, score })).describe('Best first'),
    rejected: z
      .array(z.object({ version, problems: z.array(problem).min(1) }))
      .describe('Ascending by version, each with every reason against it'),
  })
  .describe('Every version with its score, or the reasons against it');
export type ExplainDocument = z.infer<typeof explainDocument>;

/** `model-registry doctor --json` */
export const doctorDocument = z
  .object({
    schema: z.literal('model-registry/doctor@1'),
    config: configFile,
    models_dir: modelsDir,
    found,
    problems: z
      .array(
        z.intersection(
          problem,
          z.object({ version: z.nullable(version).describe('Null where it is about no version') }),
        ),
      )
      .describe('By version first'),
    layout: z
      .optional(
        z.nullable(
          z.object({
            version: z.enum(VERSION_SCHEMES),
            model: z.string(),
            scaler: z.nullable(z.string()),
            config: z.string(),
            companions: z.array(z.string()).describe('What each of these versions has beside them'),
            versions: z.int().min(1).describe('How many versions it makes complete'),
          }),
        ),
      )
      .describe('With --layout: names for model.layout; null where none fit'),
  })
  .describe('What a person should look at');
export type DoctorDocument = z.infer<typeof doctorDocument>;

/** A line of `model-registry watch` */
export const watchDocument = z
  .object({
    schema: z.literal('model-registry/watch@1'),
    selected: z.nullable(model).describe('What may be loaded from now on'),
    reason: growing(WATCH_REASONS),
  })
  .describe('What is selected now, and why it changed; one line each time');
export type WatchDocument = z.infer<typeof watchDocument>;

/** `model-registry-installer --json` */
export const installerDocument = z
  .object({
    schema: z.literal('model-registry/installer@1'),
    config: configFile,
    models_dir: modelsDir,
    action: z.enum(['reuse', 'retrain', 'train']),
    selected: z.nullable(model).describe('The compatible model'),
  })
  .describe('What an install script is to do');
export type InstallerDocument = z.infer<typeof installerDocument>;

/** `model-registry completion bash|zsh|fish --json` */
export const completionDocument = z
  .object({
    schema: z.literal('model-registry/completion@1'),
    shell: z.enum(['bash', 'zsh', 'fish']),
    script: z.string().describe('To be sourced by the shell'),
  })
  .describe('What completes commands and options in a shell');
export type CompletionDocument = z.infer<typeof completionDocument>;

/** `model-registry metrics --json` */
export const metricsDocument = z
  .object({
    schema: z.literal('model-registry/metrics@1'),
    out: z.string().nullable().describe('The file that was written; null without --out'),
    metrics: z
      .array(
        z.object({
          name: z.string(),
          help: z.string(),
          samples: z
            .array(z.object({ labels: z.record(z.string(), z.string()), value: z.number() }))
            .describe('Empty where it is not known'),
        }),
      )
      .describe('All are gauges'),
  })
  .describe('Figures for Prometheus');
export type MetricsDocument = z.infer<typeof metricsDocument>;

/** `model-registry page --json` */
export const pageDocument = z
  .object({
    schema: z.literal('model-registry/page@1'),
    out: z.string().nullable().describe('The file that was written; null without --out'),
    selected_version: z.string().nullable().describe('What may be loaded; null for none'),
    html: z.string().nullable().describe('The page; null where a file was written'),
  })
  .describe('The page of a models directory');
export type PageDocument = z.infer<typeof pageDocument>;

/** `model-registry serve --json`, at its start */
export const serveDocument = z
  .object({
    schema: z.literal('model-registry/serve@1'),
    url: z
      .string()
      .describe('Where the page is. Holds a secret: only who has it may read the page'),
  })
  .describe('Where the page is served');
export type ServeDocument = z.infer<typeof serveDocument>;

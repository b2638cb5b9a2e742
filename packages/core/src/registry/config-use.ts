import * as z from 'zod/mini';
import type { Problem } from '../models/problem.js';
import { DAY, formatInstant, type Instant, parseTimestamp } from '../text/timestamp.js';

/** A config file that a program which writes ran with, in a models directory. */
export interface ConfigUse {
  /** Its absolute path. */
  readonly config: string;
  /** Where relative paths in it are taken from; absolute. */
  readonly workingDirectory: string;
  /** The models directory was named by an option or the environment, and not by the config. */
  readonly isDirNamed: boolean;
  readonly lastUsed: Instant;
}

/** Configs that are remembered, at most: of more, those that were used last. */
const MOST_CONFIGS = 64;

const schema = z.lazy(() => {
  const absolute = z.string().check(z.regex(/^\/[^\0]*$/), z.maxLength(4_096));
  return z.object({
    config: absolute,
    working_directory: absolute,
    models_dir_named: z.boolean(),
    last_used: z.string().check(z.refine((text) => parseTimestamp(text) !== null)),
  });
});

/**
 * Reads the value of `.registry/configs.json`; what is no entry is left out.
 *
 * @example parseConfigUses([]) // []
 */
export function parseConfigUses(value: unknown): ConfigUse[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MOST_CONFIGS).flatMap((entry) => {
    const parsed = schema.safeParse(entry);
    if (!parsed.success) return [];
    const { config, working_directory, models_dir_named, last_used } = parsed.data;
    const lastUsed = parseTimestamp(last_used) as Instant;
    return [
      { config, workingDirectory: working_directory, isDirNamed: models_dir_named, lastUsed },
    ];
  });
}

/** The value of `.registry/configs.json`; {@link parseConfigUses} reads it. */
export function configUsesDocument(uses: readonly ConfigUse[]) {
  return uses.map(({ config, workingDirectory, isDirNamed, lastUsed }) => ({
    config,
    working_directory: workingDirectory,
    models_dir_named: isDirNamed,
    last_used: formatInstant(lastUsed),
  }));
}

/**
 * Notes that a config is used, in front of the others.
 *
 * @returns null where it is noted already, as it is, within a day
 * @example noteUse([], use) // [use]
 */
export function noteUse(uses: readonly ConfigUse[], use: ConfigUse): ConfigUse[] | null {
  const known = uses.find(({ config }) => config === use.config);
  const isSame =
    known?.workingDirectory === use.workingDirectory && known.isDirNamed === use.isDirNamed;
  const idle = known ? use.lastUsed - known.lastUsed : DAY;
  if (isSame && idle >= 0n && idle < DAY) return null;
  return [use, ...uses.filter(({ config }) => config !== use.config)].slice(0, MOST_CONFIGS);
}

/** Days after its last use until a config that cannot be read keeps nothing from being pruned any more. */
const MOST_IDLE_DAYS = 30n;

/**
 * Whether a config that cannot be read is to be reckoned with: its bot wrote here not long ago.
 *
 * @example isStillUsed(use, now)
 */
export function isStillUsed({ lastUsed }: ConfigUse, now: Instant): boolean {
  return now - lastUsed <= MOST_IDLE_DAYS * DAY;
}

/** What a pin would do to the selection of another config. */
export interface PinEffect {
  readonly config: string;
  /** What it selects now, and with the pin; null for nothing. */
  readonly before: string | null;
  readonly after: string | null;
  /** What the pinned version has against it there. */
  readonly problems: readonly Problem[];
}

/**
 * The other configs that a pin would leave without a model. One that has none anyway loses nothing.
 *
 * @returns where there are any, the pin is refused, unless it is made for one config or by force
 * @example leftWithoutModel([{ config, before: '1.0', after: null, problems }]).length // 1
 */
export function leftWithoutModel(effects: readonly PinEffect[]): PinEffect[] {
  return effects.filter(({ before, after }) => before !== null && after === null);
}

import { resolve } from 'node:path';
import {
  type Instant,
  instantOf,
  type LayoutValues,
  parseTimestamp,
  VERIFY,
  type Verify,
} from '@org/model-registry-core';
import {
  DEFAULT_CONFIG,
  expandHome,
  modelsDirOf,
  type Registry,
  registryAt,
} from '@org/model-registry-fs-scanner';
import { type Arguments, flag, type OptionTable, text, texts } from '../command/command.js';
import { UsageError } from '../errors.js';
import { becomeOwner } from './become-owner.js';
import { defaultConfig, type MissingConfig, type NamedConfig, readConfig } from './read-config.js';

/** The options that name the config and the models directory; every program takes them. */
export const PLACE_OPTIONS = {
  config: {
    type: 'string',
    value: 'FILE',
    help: 'the config file (default: config/config.yaml, - is stdin)',
    completion: 'file',
  },
  'models-dir': {
    type: 'string',
    value: 'DIR',
    help: `the models directory (default: MODEL_REGISTRY_MODELS_DIR,
then model.models_dir of the config, then models)`,
    completion: 'folder',
  },
  set: {
    type: 'string',
    value: 'NAME=VALUE',
    multiple: true,
    help: 'put VALUE in place of {NAME} in the names of model.layout',
  },
} as const satisfies OptionTable;

/** Those, the time, and how far files are verified. */
export const SURROUNDINGS_OPTIONS = {
  ...PLACE_OPTIONS,
  'no-config': { type: 'boolean', help: 'decide with the defaults, and read no config file' },
  'as-of': {
    type: 'string',
    value: 'TIME',
    help: 'decide as if it were this ISO 8601 time (default: now)',
  },
  verify: {
    type: 'string',
    value: 'MODE',
    help: 'check files: off, checksum, inspect (default), strict',
    completion: VERIFY,
  },
} as const satisfies OptionTable;

/** What a command line names and a decision is made from. */
export interface Surroundings extends NamedConfig {
  readonly registry: Registry;
  /** The moment that age and recency are counted from. */
  readonly now: Instant;
}

/**
 * Reads the config that the command line names, and finds the models directory: `--models-dir`,
 * else `MODEL_REGISTRY_MODELS_DIR` unless empty, else `model.models_dir` of the config. The time is
 * `--as-of`, else now. `--verify` wins over the config's own. From then on a process of root is the
 * user who owns the models directory: see {@link becomeOwner}.
 *
 * @throws UsageError for what cannot be used
 * @throws ConfigError, or Error for failing IO
 * @example const { config, registry, now } = await readSurroundings(arguments_, 'use-defaults');
 */
export async function readSurroundings(
  arguments_: Arguments,
  missingConfig: MissingConfig = 'use-defaults',
): Promise<Surroundings> {
  const now = readTime('--as-of', text(arguments_, 'as-of')) ?? instantOf(new Date());
  const set = readSet(arguments_);
  const named = await readNamed(arguments_, missingConfig, set);
  const verify = readVerify(text(arguments_, 'verify')) ?? named.config.requirements.verify;
  const requirements = { ...named.config.requirements, verify };
  const registry = registryOf(text(arguments_, 'models-dir'), named);
  becomeOwner(registry);
  return { ...named, config: { ...named.config, requirements }, registry, now };
}

function readNamed(
  arguments_: Arguments,
  missing: MissingConfig,
  set: LayoutValues,
): NamedConfig | Promise<NamedConfig> {
  const file = text(arguments_, 'config');
  if (!flag(arguments_, 'no-config')) return readConfig(file, missing, set);
  if (file !== undefined) throw new UsageError('--config and --no-config cannot be combined');
  if (missing === 'refuse') {
    throw new UsageError(
      '--no-config: this command needs the config, which says what it may change',
    );
  }
  return defaultConfig(set);
}

function readVerify(given: string | undefined): Verify | null {
  if (given === undefined) return null;
  const verify = VERIFY.find((each) => each === given);
  if (verify) return verify;
  throw new UsageError(`--verify ${given}: expected one of ${VERIFY.join(', ')}`);
}

/**
 * The values that `--set` puts in place of placeholders in the names of `model.layout`.
 *
 * @throws UsageError
 * @example readSet(arguments_) // { symbol: 'BTCUSDT' }
 */
export function readSet(arguments_: Arguments): LayoutValues {
  const pairs = texts(arguments_, 'set').map((word) => {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(word) ?? [];
    if (name !== undefined && value !== undefined) return [name, value] as const;
    throw new UsageError(`--set ${word}: expected NAME=VALUE, such as symbol=BTCUSDT`);
  });
  return Object.fromEntries(pairs);
}

function registryOf(
  option: string | undefined,
  { config, configFile, isStream }: NamedConfig,
): Registry {
  if (option === '') throw new UsageError('--models-dir: expected a path, found nothing');
  const use = {
    layout: config.layout,
    trustedLinks: config.trustedLinks,
    configFile: configFile === null || isStream ? null : resolve(configFile),
  };
  const variable = process.env.MODEL_REGISTRY_MODELS_DIR;
  if (option !== undefined)
    return registryAt(expanded('--models-dir', option), { ...use, isNamed: true });
  if (variable)
    return registryAt(expanded('MODEL_REGISTRY_MODELS_DIR', variable), { ...use, isNamed: true });
  const name = configFile === '-' ? 'standard input' : (configFile ?? DEFAULT_CONFIG);
  return registryAt(modelsDirOf(config, name), use);
}

/** A shell expands `~/` only at the beginning of a word without quotes: here it is a folder's name. */
function expanded(from: string, path: string): string {
  const meant = expandHome(path);
  if (meant === null) return path;
  throw new UsageError(
    `${from} ${path}: this is not expanded here: write ${meant}, or ./${path} for a folder of that name`,
  );
}

/**
 * Reads the time that an option names.
 *
 * @returns null where the option is not there
 * @throws UsageError
 * @example readTime('--as-of', '2026-01-31T12:00:00Z')
 */
export function readTime(option: string, given: string | undefined): Instant | null {
  if (given === undefined) return null;
  const time = parseTimestamp(given);
  if (time !== null) return time;
  throw new UsageError(
    `${option} ${given}: expected an ISO 8601 time, such as 2026-01-31T12:00:00Z`,
  );
}

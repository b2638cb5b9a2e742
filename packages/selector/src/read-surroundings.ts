import {
  hasPlaceholder,
  instantOf,
  type RegistryConfig,
  VERIFY,
  type Verify,
} from '@org/model-registry-core';
import { type Registry, registryAt } from '@org/model-registry-fs-scanner';
import type { Situation } from './decide.js';
import { type MissingConfig, type NamedConfig, readNamedConfig } from './read-named-config.js';
import { readTime } from './read-time.js';
import { UsageError } from './usage-error.js';

/**
 * The options that say what is decided from, by their long names; undefined where one is not there.
 * The scheduler takes no `--verify`: for it the config's own holds.
 */
export interface SituationOptions {
  readonly config: string | undefined;
  readonly 'models-dir': string | undefined;
  readonly 'as-of': string | undefined;
  readonly verify?: string | undefined;
}

/** What is decided from, and how it was named. */
export interface Surroundings extends Situation, NamedConfig {}

/**
 * Reads the config that the options name, and finds the models directory: `--models-dir`, else
 * `MODEL_REGISTRY_MODELS_DIR` unless empty, else `model.models_dir` of the config. Time is
 * `--as-of`, else now. `--verify` wins over the config's own.
 *
 * @throws UsageError for what cannot be used
 * @throws ConfigError, or Error for failing IO
 * @example decide(await readSurroundings(parseArgs({ options }).values, 'use-defaults'))
 */
export async function readSurroundings(
  options: SituationOptions,
  missingConfig: MissingConfig,
): Promise<Surroundings> {
  const now = readTime('--as-of', options['as-of']) ?? instantOf(new Date());
  const named = await readNamedConfig(options.config, missingConfig);
  const verify = readVerify(options.verify) ?? named.config.requirements.verify;
  const requirements = { ...named.config.requirements, verify };
  const registry = registryOf(options['models-dir'], named.config);
  return { ...named, config: { ...named.config, requirements }, registry, now };
}

function readVerify(given: string | undefined): Verify | null {
  if (given === undefined) return null;
  const verify = VERIFY.find((each) => each === given);
  if (verify) return verify;
  throw new UsageError(`--verify ${given}: expected one of ${VERIFY.join(', ')}`);
}

function registryOf(named: string | undefined, config: RegistryConfig): Registry {
  if (named === '') throw new UsageError('--models-dir: expected a path, found nothing');
  const given = named ?? process.env.MODEL_REGISTRY_MODELS_DIR;
  if (given) return registryAt(given);
  if (hasPlaceholder(config.modelsDir)) {
    throw new UsageError(
      'model.models_dir holds a ${…} placeholder, which is never expanded: name the directory\n' +
        'with --models-dir or MODEL_REGISTRY_MODELS_DIR',
    );
  }
  return registryAt(config.modelsDir);
}

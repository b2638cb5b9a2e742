import { resolve } from 'node:path';
import { instantOf, parseConfig, type RegistryConfig } from '@org/model-registry-core';
import { ConfigError, loadConfig, modelsDirOf, registryAt } from '@org/model-registry-fs-scanner';
import type { Situation } from '@org/model-registry-selector';

/** A moment: a `Date`, or ISO 8601 text (without an offset it is UTC). */
export type Time = Date | string;

/** Which models, and what the program asks of them. */
export interface OpenOptions {
  /**
   * The config: a YAML file, or its content as a value. A file is read again for each operation, so
   * that edits count at once. `config/config.yaml` where it is left out; that file has to be there.
   */
  readonly config?: string | Readonly<Record<string, unknown>>;
  /** The models directory; `model.models_dir` of the config where it is left out, else `models`. */
  readonly modelsDir?: string;
}

/** Reads the config anew and puts together what a decision is taken from. */
export function situationOf({ config, modelsDir }: OpenOptions, asOf?: Time): Situation {
  const read = typeof config === 'object' ? fromValue(config) : fromFile(config ?? DEFAULT_CONFIG);
  const now = instantOf(asOf ?? new Date());
  return {
    config: read,
    registry: registryAt(modelsDir ?? modelsDirOf(read, nameOf(config)), {
      trustedLinks: read.trustedLinks,
      isNamed: modelsDir !== undefined,
      configFile: typeof config === 'object' ? null : resolve(config ?? DEFAULT_CONFIG),
    }),
    now,
  };
}

/** The config file where none is named, from the current directory. */
export const DEFAULT_CONFIG = 'config/config.yaml';

function nameOf(config: OpenOptions['config']): string {
  return typeof config === 'object' ? 'config' : (config ?? DEFAULT_CONFIG);
}

function fromFile(file: string): RegistryConfig {
  const config = loadConfig(file);
  if (config === null) throw new ConfigError([`${file}: there is no such file`]);
  return config;
}

function fromValue(value: Readonly<Record<string, unknown>>): RegistryConfig {
  const parsed = parseConfig(value);
  if (parsed.ok) return parsed.config;
  const lines = parsed.problems.map(({ key, expected, isUnknown }) => {
    const what = isUnknown ? 'unknown key; allowed are' : 'expected';
    return `config: ${key}: ${what} ${expected}`;
  });
  throw new ConfigError(lines);
}

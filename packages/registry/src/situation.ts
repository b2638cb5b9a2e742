import { resolve } from 'node:path';
import { instantOf, type LayoutValues, type RegistryConfig } from '@org/model-registry-core';
import {
  ConfigError,
  checkConfig,
  DEFAULT_CONFIG,
  loadConfig,
  modelsDirOf,
  registryAt,
} from '@org/model-registry-fs-scanner';
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
  /** What is put in place of placeholders in the names of `model.layout`, before its own `values`. */
  readonly set?: LayoutValues;
}

/** Reads the config anew and puts together what a decision is taken from. */
export function situationOf(
  { config = DEFAULT_CONFIG, modelsDir, set = {} }: OpenOptions,
  asOf?: Time,
): Situation {
  const isFile = typeof config === 'string';
  const read = isFile ? fromFile(config, set) : checkConfig(config, 'config', set);
  const folder = modelsDir ?? modelsDirOf(read, isFile ? config : 'config');
  const registry = registryAt(folder, {
    layout: read.layout,
    trustedLinks: read.trustedLinks,
    isNamed: modelsDir !== undefined,
    configFile: isFile ? resolve(config) : null,
  });
  return { config: read, registry, now: instantOf(asOf ?? new Date()) };
}

function fromFile(file: string, set: LayoutValues): RegistryConfig {
  const config = loadConfig(file, set);
  if (config === null) throw new ConfigError([`${file}: there is no such file`]);
  return config;
}

import { resolve } from 'node:path';
import {
  hasPlaceholder,
  type Instant,
  instantOf,
  type ModelScan,
  parseConfig,
  parseTimestamp,
  type RegistryConfig,
  type Selection,
  select,
} from '@org/model-registry-core';
import {
  loadConfigSync,
  MAX_CONFIG_BYTES,
  modelsDirectory,
  parseConfigBytes,
} from '@org/model-registry-fs-scanner';
import { type Arguments, text } from './command.js';
import { UsageError } from './exit-status.js';

const DEFAULT_CONFIG = 'config/config.yaml';

/** All that the reading commands decide from. */
export interface Context {
  readonly config: RegistryConfig;
  /** Where the config is from, in words. */
  readonly configName: string;
  readonly scan: ModelScan;
  readonly selection: Selection;
  readonly now: Instant;
  /** What a person should know about the above. */
  readonly notes: readonly string[];
}

/**
 * Reads the config and the models directory that the command line names, and selects.
 *
 * @throws UsageError, ConfigError, or Error for failing IO
 */
export async function readContext(arguments_: Arguments): Promise<Context> {
  const now = readNow(text(arguments_, 'as-of'));
  const { config, configName, notes } = await readConfig(text(arguments_, 'config'));
  const scan = modelsDirectory(modelsDirOf(arguments_, config)).scanSync();
  const selection = select(scan.models, config.requirements, now);
  return { config, configName, scan, selection, now, notes: [...notes, ...remarksOn(scan)] };
}

function readNow(asOf: string | undefined): Instant {
  if (asOf === undefined) return instantOf(new Date());
  const now = parseTimestamp(asOf);
  if (now === null) {
    throw new UsageError(
      `--as-of ${asOf}: expected an ISO 8601 time, such as 2026-01-31T12:00:00Z`,
    );
  }
  return now;
}

async function readConfig(file: string | undefined) {
  if (file === '-') {
    const name = 'standard input';
    return { config: parseConfigBytes(await readStdin(), name), configName: name, notes: [] };
  }
  const configName = file ?? DEFAULT_CONFIG;
  const config = loadConfigSync(configName);
  if (config) return { config, configName, notes: [] };
  if (file !== undefined) throw new UsageError(`--config ${file}: there is no such file`);
  return {
    config: defaults(),
    configName: 'defaults',
    notes: [`there is no ${DEFAULT_CONFIG} here: using the defaults (--config FILE names another)`],
  };
}

function defaults(): RegistryConfig {
  const parsed = parseConfig({});
  if (!parsed.ok) throw new Error('the defaults are no config');
  return parsed.config;
}

/** Not further than it takes to see that it is too large. */
async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_CONFIG_BYTES) break;
  }
  return Buffer.concat(chunks);
}

function modelsDirOf(arguments_: Arguments, config: RegistryConfig): string {
  const named = text(arguments_, 'models-dir');
  if (named === '') throw new UsageError('--models-dir: expected a path, found nothing');
  const given = named ?? process.env.MODEL_REGISTRY_MODELS_DIR;
  if (given) return resolve(given);
  if (hasPlaceholder(config.modelsDir ?? '')) {
    throw new UsageError(
      'model.models_dir holds a ${…} placeholder, which is never expanded: name the directory\n' +
        'with --models-dir or MODEL_REGISTRY_MODELS_DIR',
    );
  }
  return resolve(config.modelsDir ?? 'models');
}

function remarksOn({ found, location, ignored }: ModelScan): string[] {
  if (!found) return [`there is no models directory at ${location}`];
  if (ignored.length === 0) return [];
  const files = ignored.length === 1 ? '1 file is' : `${ignored.length} files are`;
  return [`${files} ignored; model-registry doctor tells why`];
}

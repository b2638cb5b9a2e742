import { fstatSync } from 'node:fs';
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
  /** As named on the command line (`-` is stdin); null for the defaults. */
  readonly configFile: string | null;
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
  const { config, configFile, notes } = await readConfig(text(arguments_, 'config'));
  const scan = modelsDirectory(modelsDirOf(arguments_, config)).scanSync();
  const selection = select(scan.models, config.requirements, now);
  const remarks = [...notes, ...remarksOn(scan), ...remarksOnPin(config, selection)];
  return { config, configFile, scan, selection, now, notes: remarks };
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
    const config = parseConfigBytes(await readStdin(), 'standard input');
    return { config, configFile: file, notes: [] };
  }
  const configFile = file ?? DEFAULT_CONFIG;
  const config = loadConfigSync(configFile);
  if (config) return { config, configFile, notes: [] };
  if (file !== undefined) throw new UsageError(`--config ${file}: there is no such file`);
  return {
    config: defaults(),
    configFile: null,
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
  if (fstatSync(0).isDirectory()) throw new Error('standard input is a directory');
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
  if (hasPlaceholder(config.modelsDir)) {
    throw new UsageError(
      'model.models_dir holds a ${…} placeholder, which is never expanded: name the directory\n' +
        'with --models-dir or MODEL_REGISTRY_MODELS_DIR',
    );
  }
  return resolve(config.modelsDir);
}

function remarksOn({ found, location }: ModelScan): string[] {
  return found ? [] : [`there is no models directory at ${location}`];
}

function remarksOnPin({ requirements }: RegistryConfig, { chosen, rejected }: Selection): string[] {
  const { pin } = requirements;
  if (pin === null || chosen) return [];
  const isThere = rejected.some(({ model }) => model.version === pin);
  const what = isThere ? 'is turned down' : 'is not there';
  return [`the pinned version ${pin} ${what}, and no other may be selected`];
}

/** For the commands that show what is there: that there is more. */
export function remarksOnIgnored({ ignored }: ModelScan): string[] {
  if (ignored.length === 0) return [];
  const files = ignored.length === 1 ? '1 file is' : `${ignored.length} files are`;
  return [`${files} ignored; model-registry doctor tells why`];
}

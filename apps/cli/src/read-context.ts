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
} from '@org/model-registry-core';
import { loadConfigSync, MAX_CONFIG_BYTES, parseConfigBytes } from '@org/model-registry-fs-scanner';
import { type Decision, decide, type Situation } from '@org/model-registry-selector';
import { type Arguments, text } from './command.js';
import { UsageError } from './exit-status.js';

const DEFAULT_CONFIG = 'config/config.yaml';

/** What the command line names: the config, the models directory and the time. */
export interface Surroundings extends Situation {
  /** Absolute. */
  readonly modelsDir: string;
  /** As named on the command line (`-` is stdin); null for the defaults. */
  readonly configFile: string | null;
  /** What a person should know about the above. */
  readonly notes: readonly string[];
}

/** The same, and what is decided from it. */
export interface Context extends Surroundings, Decision {}

/** Whether a command goes on with the defaults where there is no config file. */
export type MissingConfig = 'use-defaults' | 'refuse';

/**
 * Reads the config that the command line names.
 *
 * @throws UsageError, ConfigError, or Error for failing IO
 */
export async function readSurroundings(
  arguments_: Arguments,
  missingConfig: MissingConfig = 'use-defaults',
): Promise<Surroundings> {
  const now = readTime('--as-of', text(arguments_, 'as-of')) ?? instantOf(new Date());
  const { config, configFile, notes } = await readConfig(text(arguments_, 'config'), missingConfig);
  return { config, configFile, modelsDir: modelsDirOf(arguments_, config), now, notes };
}

/**
 * Reads the config and the models directory that the command line names, and selects.
 *
 * @throws UsageError, ConfigError, PinError, or Error for failing IO
 */
export async function readContext(arguments_: Arguments): Promise<Context> {
  const surroundings = await readSurroundings(arguments_);
  const decision = await decide(surroundings);
  const remarks = [...remarksOn(decision.scan), ...remarksOnPin(decision)];
  return { ...surroundings, ...decision, notes: [...surroundings.notes, ...remarks] };
}

/** @returns null where the option is not there */
export function readTime(option: string, given: string | undefined): Instant | null {
  if (given === undefined) return null;
  const time = parseTimestamp(given);
  if (time !== null) return time;
  throw new UsageError(
    `${option} ${given}: expected an ISO 8601 time, such as 2026-01-31T12:00:00Z`,
  );
}

async function readConfig(file: string | undefined, missing: MissingConfig) {
  if (file === '-') {
    const config = parseConfigBytes(await readStdin(), 'standard input');
    return { config, configFile: file, notes: [] };
  }
  const configFile = file ?? DEFAULT_CONFIG;
  const config = loadConfigSync(configFile);
  if (config) return { config, configFile, notes: [] };
  if (file !== undefined) throw new UsageError(`--config ${file}: there is no such file`);
  if (missing === 'refuse') {
    throw new UsageError(`there is no ${DEFAULT_CONFIG} here: name the config with --config FILE`);
  }
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

function remarksOnPin({ pin, selection }: Decision): string[] {
  if (pin === null || selection.chosen) return [];
  const isThere = selection.rejected.some(({ model }) => model.version === pin.version);
  const what = isThere ? 'is turned down' : 'is not there';
  return [`the pinned version ${pin.version} ${what}, and no other may be selected`];
}

/** For the commands that show what is there: that there is more. */
export function remarksOnIgnored({ ignored }: ModelScan): string[] {
  if (ignored.length === 0) return [];
  const files = ignored.length === 1 ? '1 file is' : `${ignored.length} files are`;
  return [`${files} ignored; model-registry doctor tells why`];
}

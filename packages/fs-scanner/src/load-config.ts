import { constants } from 'node:fs';
import {
  type ConfigProblem,
  parseConfig,
  type RegistryConfig,
  showValue,
} from '@org/model-registry-core';
import { parseYaml, YamlError } from './parse-yaml.js';
import { decodeUtf8, readBounded, readBoundedSync } from './read-bounded.js';

/** Bytes that a config file may have at most, inclusive: 1 MiB. */
export const MAX_CONFIG_BYTES = 1_048_576;

/** A config that cannot be used. The message names the file, each key and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Loads the keys that the registry reads from a YAML config file; what else is in there is left
 * alone.
 *
 * @returns null where there is no such file
 * @throws ConfigError for content that cannot be used
 * @throws Error with the system's error as `cause`, where the file cannot be read
 * @example (await loadConfig('config/config.yaml'))?.requirements.trainingMode
 */
export async function loadConfig(file: string): Promise<RegistryConfig | null> {
  const buffer = configBuffer();
  try {
    return parseConfigBytes(buffer, await readBounded(file, constants.O_RDONLY, buffer), file);
  } catch (error) {
    return failure(file, error);
  }
}

/** The same as {@link loadConfig}, without waiting. */
export function loadConfigSync(file: string): RegistryConfig | null {
  const buffer = configBuffer();
  try {
    return parseConfigBytes(buffer, readBoundedSync(file, constants.O_RDONLY, buffer), file);
  } catch (error) {
    return failure(file, error);
  }
}

/**
 * The config in a YAML text.
 *
 * @param name what an error calls the text
 * @throws ConfigError
 * @example parseConfigText('model: {training_mode: multi_symbol}', 'standard input')
 */
export function parseConfigText(text: string, name: string): RegistryConfig {
  const parsed = parseConfig(yamlValue(text, name));
  if (parsed.ok) return parsed.config;
  throw new ConfigError(
    parsed.problems.map((problem) => `${name}: ${sentence(problem)}`).join('\n'),
  );
}

function yamlValue(text: string, name: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new ConfigError(`${name}: ${error.message}`, { cause: error });
  }
}

function configBuffer(): Buffer {
  return Buffer.allocUnsafeSlow(MAX_CONFIG_BYTES + 1);
}

function parseConfigBytes(buffer: Buffer, length: number, file: string): RegistryConfig {
  if (length > MAX_CONFIG_BYTES) throw new ConfigError(`${file}: larger than 1 MiB`);
  const text = decodeUtf8(buffer, length);
  if (text === null) throw new ConfigError(`${file}: not UTF-8 text`);
  return parseConfigText(text, file);
}

function failure(file: string, error: unknown): null {
  if (error instanceof ConfigError) throw error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return null;
  throw new Error(`config file ${file} cannot be read: ${message}`, { cause: error });
}

function sentence({ key, expected, actual }: ConfigProblem): string {
  const place = key === '' ? '' : `${showValue(key, 100)}: `;
  return `${place}expected ${expected}, found ${found(actual)}`;
}

/** A placeholder may stand for a secret: neither it nor what is around it is ever shown. */
function found(actual: unknown): string {
  if (actual === undefined || actual === null) return 'nothing';
  const shown = typeof actual === 'string' ? `"${showValue(actual)}"` : showValue(actual);
  return shown.includes('${') ? 'a value with a ${…} placeholder' : shown;
}

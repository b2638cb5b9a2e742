import { openSync, statSync } from 'node:fs';
import {
  type ConfigProblem,
  hasPlaceholder,
  type LayoutValues,
  parseConfig,
  type RegistryConfig,
  showValue,
  toJson,
} from '@org/model-registry-core';
import { openAtOnce, readBounded } from '../files/read-bounded.js';
import { readError } from '../files/read-error.js';
import { decodeUtf8 } from '../files/read-text.js';
import { parseYaml, YamlError } from './parse-yaml.js';

/** The config file where none is named, from the current directory. */
export const DEFAULT_CONFIG = 'config/config.yaml';

/** Bytes that a config file may have at most, inclusive: 256 KiB. */
export const MAX_CONFIG_BYTES = 262_144;

/** Of more wrong values than this, the others are only counted. */
const MOST_PROBLEMS = 20;

/** A config that cannot be used. The message names the file, each key and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** @param lines of the message: one for each wrong value */
  constructor(
    readonly lines: readonly string[],
    options?: ErrorOptions,
  ) {
    super(lines.join('\n'), options);
  }
}

/**
 * Loads the keys that the registry reads from a YAML config file; all other keys are left alone.
 *
 * @param file a regular file, or an open descriptor by its name, which may be a pipe
 * @returns null where there is no such file
 * @throws ConfigError for content that cannot be used
 * @throws Error with the system's error as `cause`, where the file cannot be read
 * @example loadConfig('config/config.yaml')?.requirements.trainingMode
 */
export function loadConfig(file: string, set: LayoutValues = {}): RegistryConfig | null {
  const buffer = Buffer.allocUnsafeSlow(MAX_CONFIG_BYTES + 1);
  try {
    const descriptor = isStream(file) ? openSync(file, 'r') : openAtOnce(file);
    const length = readBounded(descriptor, buffer);
    return parseConfigBytes(buffer.subarray(0, length), file, set);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw readError(`config file ${file}`, error);
  }
}

/** The names of what the process has open already, or the shell for it: nobody can put another there. */
const DESCRIPTOR = /^\/(?:dev\/(?:stdin|null|fd\/\d+)|proc\/(?:self|\d+)\/fd\/\d+)$/;

/**
 * Whether a config file can be read only once: a pipe that the shell made (`--config <(…)`), or stdin.
 *
 * @example isStream('/dev/fd/63')
 */
export function isStream(file: string): boolean {
  // Asked first, as each start would make the expression for a path that is none.
  const mayBeOne = file.startsWith('/dev/') || file.startsWith('/proc/');
  return (
    mayBeOne &&
    DESCRIPTOR.test(file) &&
    statSync(file, { throwIfNoEntry: false })?.isFile() !== true
  );
}

/**
 * The config in the bytes of a YAML file.
 *
 * @param name what an error calls the file
 * @throws ConfigError
 * @example parseConfigBytes(Buffer.from('model: {training_mode: multi_symbol}'), 'standard input')
 */
export function parseConfigBytes(
  bytes: Buffer,
  name: string,
  set: LayoutValues = {},
): RegistryConfig {
  if (bytes.length > MAX_CONFIG_BYTES) throw new ConfigError([`${name}: larger than 256 KiB`]);
  const text = decodeUtf8(bytes, bytes.length);
  if (text === null) throw new ConfigError([`${name}: not UTF-8 text`]);
  return checkConfig(yamlValue(text, name), name, set);
}

/**
 * The config in a value, such as YAML or JSON gives it.
 *
 * @param name what an error calls it
 * @throws ConfigError
 * @example checkConfig({ model: { training_mode: 'multi_symbol' } }, 'config')
 */
export function checkConfig(value: unknown, name: string, set: LayoutValues = {}): RegistryConfig {
  const parsed = parseConfig(value, set);
  if (parsed.ok) return parsed.config;
  const lines = parsed.problems.slice(0, MOST_PROBLEMS).map(sentence);
  const more = parsed.problems.length - lines.length;
  if (more > 0) lines.push(`${more} more wrong values`);
  throw new ConfigError(lines.map((line) => `${name}: ${line}`));
}

function yamlValue(text: string, name: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new ConfigError([`${name}: ${error.message}`], { cause: error });
  }
}

function sentence({ key, expected, actual, isUnknown }: ConfigProblem): string {
  const place = key === '' ? '' : `${showValue(key, 100)}: `;
  if (isUnknown) return `${place}unknown key; allowed are ${expected}; found ${found(actual)}`;
  return `${place}expected ${expected}, found ${found(actual)}`;
}

function found(actual: unknown): string {
  if (actual === undefined || actual === null) return 'nothing';
  if (typeof actual === 'number') return String(actual);
  if (hasPlaceholder(toJson(actual))) return 'a value with a ${…} placeholder';
  return typeof actual === 'string' ? `"${showValue(actual)}"` : showValue(actual);
}

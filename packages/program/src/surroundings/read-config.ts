import { fstatSync } from 'node:fs';
import {
  type LayoutValues,
  type RegistryConfig,
  type Warning,
  warning,
  warningsOnKeys,
} from '@org/model-registry-core';
import {
  checkConfig,
  DEFAULT_CONFIG,
  danglingTo,
  isStream,
  loadConfig,
  MAX_CONFIG_BYTES,
  parseConfigBytes,
} from '@org/model-registry-fs-scanner';
import { UsageError } from '../errors.js';

/**
 * Whether a program goes on with the defaults where there is no config file: by itself, only where it
 * is told to (`--no-config`), or never.
 */
export type MissingConfig = 'use-defaults' | 'ask' | 'refuse';

/** A config, and where it came from. */
export interface NamedConfig {
  readonly config: RegistryConfig;
  /** As it was named (`-` is stdin); null for the defaults. */
  readonly configFile: string | null;
  /** It came through stdin or another pipe: it cannot be read again. */
  readonly isStream: boolean;
  /** What a person should know about it; not escaped. */
  readonly remarks: readonly Warning[];
}

/**
 * Reads the config file that is named; `-` is standard input, undefined is `config/config.yaml`.
 *
 * @param set what is put in place of placeholders in the names of `model.layout`
 * @throws UsageError where there is no such file, and the program may not go on without
 * @throws ConfigError, or Error for failing IO
 * @example (await readConfig(undefined, 'use-defaults')).config
 */
export async function readConfig(
  file: string | undefined,
  missing: MissingConfig,
  set: LayoutValues = {},
): Promise<NamedConfig> {
  if (file === '-') {
    const config = parseConfigBytes(await readStdin(), 'standard input', set);
    return {
      config,
      configFile: file,
      isStream: true,
      remarks: warningsOnKeys(config.misplacedKeys, file),
    };
  }
  if (file === '') throw new UsageError('--config: expected a path, found nothing');
  const configFile = file ?? DEFAULT_CONFIG;
  const config = loadConfig(configFile, set);
  if (config) {
    const remarks = warningsOnKeys(config.misplacedKeys, configFile);
    return { config, configFile, isStream: isStream(configFile), remarks };
  }
  if (file !== undefined) throw new UsageError(`--config ${file}: there is no such file`);
  if (missing !== 'use-defaults') {
    const otherwise = missing === 'ask' ? ', or take the defaults with --no-config' : '';
    throw new UsageError(`${noConfigText()}: name the config with --config FILE${otherwise}`);
  }
  const remark = `${noConfigText()}: using the defaults (--config FILE names another)`;
  return { ...defaultConfig(set), remarks: [warning(remark)] };
}

function noConfigText(): string {
  const leadsTo = danglingTo(DEFAULT_CONFIG);
  return leadsTo === null
    ? `there is no ${DEFAULT_CONFIG} here`
    : `${DEFAULT_CONFIG} is a symlink to ${leadsTo}, and nothing is there`;
}

/**
 * The config of who has none.
 *
 * @param set as for {@link readConfig}
 * @throws ConfigError for a placeholder that no name has
 * @example defaultConfig({}).config.modelsDir // 'models'
 */
export function defaultConfig(set: LayoutValues): NamedConfig {
  const config = checkConfig({}, 'the defaults', set);
  return { config, configFile: null, isStream: false, remarks: [] };
}

/** Reads no further than it takes to see that it is too large. */
async function readStdin(): Promise<Buffer> {
  if (fstatSync(0).isDirectory()) throw new Error('--config -: standard input is a directory');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_CONFIG_BYTES) break;
  }
  return Buffer.concat(chunks);
}

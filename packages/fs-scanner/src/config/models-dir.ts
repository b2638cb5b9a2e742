import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { hasPlaceholder, type RegistryConfig, showValue } from '@org/model-registry-core';
import { ConfigError } from './load-config.js';

/** What a shell would make the home directory of. */
const HOMES = ['~', '$HOME', '${HOME}'];

/**
 * The models directory that a config names. `~` and `${…}` are never expanded: a directory of that name
 * would be made, and trained into, beside the one that is meant.
 *
 * @param name what an error calls the config
 * @throws ConfigError with the absolute path to write in place of it
 * @example modelsDirOf(config, 'config/config.yaml') // 'models'
 */
export function modelsDirOf({ modelsDir }: RegistryConfig, name: string): string {
  if (!isForShell(modelsDir)) return modelsDir;
  const key = `${name}: model.models_dir`;
  const path = expandHome(modelsDir);
  if (path !== null) {
    const shown = showValue(path, 1_000);
    throw new ConfigError([
      `${key} begins with the home directory, which is not expanded here: write ${shown}`,
    ]);
  }
  const what = hasPlaceholder(modelsDir) ? 'holds a ${…} placeholder' : 'begins with ~';
  throw new ConfigError([
    `${key} ${what}, which is never expanded: write the absolute path (such as ${resolve('models')}), ` +
      'or name the directory with --models-dir or MODEL_REGISTRY_MODELS_DIR',
  ]);
}

/**
 * What to write in place of a path that begins with `~/` or `$HOME/`.
 *
 * @returns null for every other path, and where more than that would have to be expanded
 * @example expandHome('~/models') // '/home/bot/models'
 */
export function expandHome(path: string): string | null {
  const home = homeIn(path);
  if (home === null) return null;
  const rest = path.slice(home.length);
  return hasPlaceholder(rest) ? null : join(homedir(), rest);
}

function isForShell(path: string): boolean {
  return path.startsWith('~') || hasPlaceholder(path) || homeIn(path) !== null;
}

function homeIn(path: string): string | null {
  return HOMES.find((each) => `${path}/`.startsWith(`${each}/`)) ?? null;
}

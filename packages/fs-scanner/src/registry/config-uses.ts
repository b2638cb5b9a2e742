import { accessSync, constants, statSync } from 'node:fs';
import { type ConfigUnreadable, type ConfigUse, parseConfigUses } from '@org/model-registry-core';
import { blameFile } from '../files/read-error.js';
import { readText } from '../files/read-text.js';
import type { Registry } from './registry.js';

/** The content of `.registry/configs.json`. */
export interface ConfigUses {
  /** The last one first; none where there is no such file, or it cannot be used. */
  readonly uses: readonly ConfigUse[];
  /** Why it cannot be used, so that nobody knows which bots there are; null where it can be. */
  readonly damage: ConfigUnreadable | null;
}

/**
 * The configs that programs which write ran with. Nothing of the configs themselves is read.
 *
 * @example readConfigUses(registry).uses.map(({ config }) => config)
 */
export function readConfigUses({ configs: file }: Registry): ConfigUses {
  const damaged = (detail: string): ConfigUses => ({
    uses: [],
    damage: { kind: 'config-unreadable', what: 'list', file, detail },
  });
  const text = readText(file);
  if (text === null) return { uses: [], damage: null };
  if (typeof text !== 'string') {
    if (text.kind === 'metadata-unreadable') return damaged(text.reason);
    const code = blameFile(file, text.error);
    // Where `.registry` is no folder, nothing was noted.
    return code === 'ENOTDIR' ? { uses: [], damage: null } : damaged(code);
  }
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value)
      ? { uses: parseConfigUses(value), damage: null }
      : damaged('not a list');
  } catch {
    return damaged('not JSON');
  }
}

/**
 * Why a config file that was used cannot be read, as far as can be told without opening it.
 *
 * @returns null where nothing stands against it
 */
export function whyUnreadable(file: string): ConfigUnreadable | null {
  const unreadable = (detail: string) =>
    ({ kind: 'config-unreadable', what: 'config', file, detail }) as const;
  try {
    if (!statSync(file).isFile()) return unreadable('not-a-file');
    accessSync(file, constants.R_OK);
    return null;
  } catch (error) {
    return unreadable((error as NodeJS.ErrnoException).code ?? 'unknown error');
  }
}

import { accessSync, constants, statSync } from 'node:fs';
import { type ConfigUnreadable, type ConfigUse, parseConfigUses } from '@org/model-registry-core';
import { readText } from '../files/read-text.js';
import type { Registry } from './registry.js';

/**
 * The configs that programs which write ran with, the last one first: `.registry/configs.json`. Nothing of
 * the configs themselves is read.
 *
 * @returns none where there is no such file, or none that can be used
 * @example readConfigUses(registry).map(({ config }) => config)
 */
export function readConfigUses({ configs }: Registry): ConfigUse[] {
  const text = readText(configs);
  if (typeof text !== 'string') return [];
  try {
    return parseConfigUses(JSON.parse(text));
  } catch {
    return [];
  }
}

/**
 * Why a config file that was used cannot be read, as far as can be told without opening it.
 *
 * @returns null where nothing stands against it
 */
export function whyUnreadable(file: string): ConfigUnreadable | null {
  const unreadable = (detail: string) => ({ kind: 'config-unreadable', file, detail }) as const;
  try {
    if (!statSync(file).isFile()) return unreadable('not-a-file');
    accessSync(file, constants.R_OK);
    return null;
  } catch (error) {
    return unreadable((error as NodeJS.ErrnoException).code ?? 'unknown error');
  }
}

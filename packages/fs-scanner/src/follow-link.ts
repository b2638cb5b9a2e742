import { promises, realpathSync, type Stats, statSync } from 'node:fs';
import { sep } from 'node:path';
import type { NotAFileFound } from '@org/model-registry-core';
import { kindOf } from './list-artifacts.js';

/** Where a symlink leads: to a regular file inside the models directory, or to something else. */
export type LinkTarget = { readonly file: string } | NotAFileFound;

/**
 * Follows a symlink at an artifact's name.
 *
 * @param realDir the models directory with every symlink of its own path resolved
 */
export async function followLink(path: string, realDir: string): Promise<LinkTarget> {
  const file = await promises.realpath(path).catch(() => null);
  return targetOf(file, file && (await promises.stat(file).catch(() => null)), realDir);
}

/** The same as {@link followLink}, blocking. */
export function followLinkSync(path: string, realDir: string): LinkTarget {
  const file = attempt(() => realpathSync(path));
  return targetOf(file, file && attempt(() => statSync(file)), realDir);
}

function targetOf(file: string | null, stats: Stats | null | '', realDir: string): LinkTarget {
  if (!file || !stats) return 'broken-symlink';
  if (!file.startsWith(realDir === sep ? sep : realDir + sep)) return 'symlink-outside';
  return stats.isFile() ? { file } : kindOf(stats);
}

function attempt<T>(call: () => T): T | null {
  try {
    return call();
  } catch {
    return null;
  }
}

import { lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { inFolder } from '@org/model-registry-fs-store';
import { isKey } from '../keys.js';
import type { Entry } from '../object-store.js';
import { codeOf } from './file-error.js';

interface Name {
  readonly key: string;
  readonly isFolder: boolean;
}

/**
 * The regular files below a folder whose keys begin with a prefix, in ascending order of their keys' bytes.
 * What is gone when it is looked at is left out, as is what has no key's name, and what symlinks lead to.
 *
 * @param below the key of the folder, with a slash behind it; empty for the store's own
 * @param after only keys behind this one
 */
export function* listFolder(
  store: { readonly modelsDir: string },
  below: string,
  prefix: string,
  after: string,
): Iterable<Entry> {
  for (const { key, isFolder } of namesBelow(store, below)) {
    const isOutside = !key.startsWith(prefix) && !(isFolder && prefix.startsWith(key));
    // What sorts before `after` is not wanted, unless it is a folder that `after` is in.
    if (isOutside || (key <= after && !(isFolder && after.startsWith(key)))) continue;
    if (isFolder) yield* listFolder(store, key, prefix, after);
    else yield* entryOf(store, key);
  }
}

function namesBelow(store: { readonly modelsDir: string }, below: string): Name[] {
  return unlessGone([], () =>
    inFolder(store, join(store.modelsDir, below), (folder) =>
      readdirSync(folder.at(''), { withFileTypes: true })
        .filter((each) => isKey(below + each.name) && (each.isFile() || each.isDirectory()))
        // With its slash a folder sorts as the keys in it do: `a.b` comes before `a/b`.
        .map((each) => {
          const isFolder = each.isDirectory();
          return { key: below + each.name + (isFolder ? '/' : ''), isFolder };
        })
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    ),
  );
}

function entryOf(store: { readonly modelsDir: string }, key: string): Entry[] {
  return unlessGone([], () => {
    const path = join(store.modelsDir, key);
    const stats = inFolder(store, dirname(path), (folder) => lstatSync(folder.at(basename(path))));
    return stats.isFile() ? [{ key, size: stats.size, modified: Math.floor(stats.mtimeMs) }] : [];
  });
}

function unlessGone<T>(none: T, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return none;
    throw error;
  }
}

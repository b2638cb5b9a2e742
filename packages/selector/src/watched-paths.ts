import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArtifactFileName } from '@org/model-registry-core';
import { registryPaths } from '@org/model-registry-fs-scanner';
import { stepsTo } from './path-steps.js';

/** A folder with an eye on it. */
interface Watched {
  readonly watcher: FSWatcher;
  /** Which folder it is, whatever stands at its path by now. */
  readonly identity: string;
}

/**
 * Eyes on all folders that a selection depends on, those on the way to a path included. What is
 * missing is tried again with each `follow`, and what was replaced (a folder made anew, a symlink
 * that was switched) is looked at anew.
 */
export class WatchedPaths {
  readonly #watched = new Map<string, Watched>();
  /** By folder, the names in it that matter, apart from artifacts: others may be written all the time. */
  #names: ReadonlyMap<string, ReadonlySet<string>> = new Map();

  /** @param onChange called for each event that may matter */
  constructor(readonly onChange: () => void) {}

  /** @returns whether a folder is watched that was not: what happened in it until now was not seen */
  follow(modelsDir: string, files: readonly string[]): boolean {
    this.#names = namesOf([registryPaths(modelsDir).pin, ...files]);
    const before = new Set(this.#watched.keys());
    for (const [folder, { identity }] of this.#watched) {
      if (!this.#names.has(folder) || identityOf(folder) !== identity) this.#drop(folder);
    }
    for (const folder of this.#names.keys()) {
      if (!this.#watched.has(folder)) this.#add(folder);
    }
    return [...this.#watched.keys()].some((folder) => !before.has(folder));
  }

  close(): void {
    for (const folder of [...this.#watched.keys()]) this.#drop(folder);
  }

  #add(folder: string): void {
    const identity = identityOf(folder);
    if (identity === null) return;
    try {
      const watcher = watch(folder, (event, name) => this.#notice(folder, event, name));
      watcher.on('error', () => this.#drop(folder));
      this.#watched.set(folder, { watcher, identity });
    } catch {
      // No more of the kernel's watches, or no right to look: the poll beneath is slower.
    }
  }

  #notice(folder: string, event: string, name: string | null): void {
    // So a folder tells that it is gone itself. The next one may get the same identity.
    const isOwn = event === 'rename' && name === basename(folder);
    if (isOwn) this.#drop(folder);
    if (isOwn || name === null || this.#concerns(folder, name)) this.onChange();
  }

  #concerns(folder: string, name: string): boolean {
    return this.#names.get(folder)?.has(name) === true || parseArtifactFileName(name) !== null;
  }

  #drop(folder: string): void {
    this.#watched.get(folder)?.watcher.close();
    this.#watched.delete(folder);
  }
}

function namesOf(paths: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { folder, name } of paths.flatMap((path) => stepsTo(resolve(path)))) {
    names.set(folder, (names.get(folder) ?? new Set()).add(name));
  }
  return names;
}

function identityOf(folder: string): string | null {
  try {
    const { dev, ino } = statSync(folder, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return null;
  }
}

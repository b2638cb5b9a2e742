import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { parseArtifactFileName } from '@org/model-registry-core';
import { registryPaths } from '@org/model-registry-fs-scanner';

/** A folder with an eye on it. */
interface Watched {
  readonly watcher: FSWatcher;
  /** Which folder it is, whatever stands at its path by now. */
  readonly identity: string;
}

type Concerns = (name: string) => boolean;

/**
 * Eyes on all folders that a selection depends on. What is missing is tried again with each
 * `follow`, and what was replaced (a folder made anew, a symlink that was switched) is looked at
 * anew.
 */
export class WatchedPaths {
  readonly #watched = new Map<string, Watched>();

  /** @param onChange called for each event that may matter */
  constructor(readonly onChange: () => void) {}

  follow(modelsDir: string, files: readonly string[]): void {
    const wanted = concernsOf(resolve(modelsDir), files);
    for (const [folder, { identity }] of this.#watched) {
      if (!wanted.has(folder) || identityOf(folder) !== identity) this.#drop(folder);
    }
    for (const [folder, concerns] of wanted) {
      if (!this.#watched.has(folder)) this.#add(folder, concerns);
    }
  }

  close(): void {
    for (const folder of [...this.#watched.keys()]) this.#drop(folder);
  }

  #add(folder: string, concerns: Concerns): void {
    const identity = identityOf(folder);
    if (identity === null) return;
    try {
      const watcher = watch(folder, (_, name) => {
        if (name === null || concerns(name)) this.onChange();
      });
      watcher.on('error', () => this.#drop(folder));
      this.#watched.set(folder, { watcher, identity });
    } catch {
      // No more of the kernel's watches, or no right to look: the poll beneath is slower.
    }
  }

  #drop(folder: string): void {
    this.#watched.get(folder)?.watcher.close();
    this.#watched.delete(folder);
  }
}

/** The folders to watch, and which names in them matter: others may be written all the time. */
function concernsOf(modelsDir: string, files: readonly string[]): ReadonlyMap<string, Concerns> {
  const names = new Map<string, Set<string>>();
  for (const path of [
    modelsDir,
    registryPaths(modelsDir).pin,
    ...files.map((file) => resolve(file)),
  ]) {
    const folder = dirname(path);
    names.set(folder, (names.get(folder) ?? new Set()).add(basename(path)));
  }
  const inModels = names.get(modelsDir);
  const concerns = new Map<string, Concerns>();
  for (const [folder, set] of names) concerns.set(folder, (name) => set.has(name));
  concerns.set(
    modelsDir,
    (name) =>
      name === '.registry' || parseArtifactFileName(name) !== null || inModels?.has(name) === true,
  );
  return concerns;
}

function identityOf(folder: string): string | null {
  try {
    const { dev, ino } = statSync(folder, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return null;
  }
}

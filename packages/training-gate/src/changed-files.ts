import { lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArtifactFileName } from '@org/model-registry-core';
import { registryPaths } from '@org/model-registry-fs-scanner';

/** What was there before a command ran that writes into the models directory itself. */
export type NotedFiles = ReadonlyMap<string, string>;

/** A file of an earlier model, and what became of it. */
export interface ChangedFile {
  /** Absolute. */
  readonly file: string;
  readonly change: 'changed' | 'removed';
}

/** Notes every artifact in the directory; nothing where there is none to note. */
export function noteFiles(dir: string | null): NotedFiles {
  const names = dir === null ? [] : readdirSync(dir).filter(parseArtifactFileName);
  const files = names.map((name) => join(dir as string, name));
  return new Map(files.map((file) => [file, stateOf(file) ?? '']));
}

/**
 * The noted files that are not what they were: a reader may have loaded a mixture. What was moved to
 * `archive/` meanwhile is what it was: `prune` does that, also during a training.
 */
export function changedFiles(noted: NotedFiles): ChangedFile[] {
  return [...noted].flatMap(([file, before]): ChangedFile[] => {
    const now = stateOf(file) ?? stateOf(archived(file));
    if (now === before) return [];
    return [{ file, change: now === null ? 'removed' : 'changed' }];
  });
}

function archived(file: string): string {
  return join(registryPaths(dirname(file)).archive, basename(file));
}

function stateOf(file: string): string | null {
  const stats = lstatSync(file, { bigint: true, throwIfNoEntry: false });
  return stats ? [stats.dev, stats.ino, stats.size, stats.mtimeNs].join(' ') : null;
}

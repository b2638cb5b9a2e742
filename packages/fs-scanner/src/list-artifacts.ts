import type { Dirent } from 'node:fs';
import {
  type Artifact,
  compareVersions,
  type IgnoredFile,
  ignoredReason,
  type NotAFileFound,
  parseArtifactFileName,
  parseVersion,
  type Version,
} from '@org/model-registry-core';

/** A version of which at least one artifact's name is in the directory. */
export interface ListedVersion {
  readonly version: string;
  readonly numbers: Version;
  /** The artifacts that are regular files: a sum of {@link BIT}s. */
  readonly files: number;
}

export interface Listing {
  /** In ascending order of version. */
  readonly versions: readonly ListedVersion[];
  /** By file name, what stands at an artifact's name and is no regular file. */
  readonly others: ReadonlyMap<string, NotAFileFound>;
  /** In ascending order of name. */
  readonly ignored: readonly IgnoredFile[];
}

export const BIT: Readonly<Record<Artifact, number>> = { model: 1, scaler: 2, config: 4 };

/**
 * Sorts a directory's entries into versions, what is no regular file, and ignored files. No IO.
 * Of a regular file only a bit is kept, since there may be hundreds of thousands.
 */
export function listArtifacts(entries: Iterable<Dirent>): Listing {
  const files = new Map<string, number>();
  const others = new Map<string, NotAFileFound>();
  const ignored: IgnoredFile[] = [];
  for (const entry of entries) {
    const parsed = parseArtifactFileName(entry.name);
    if (parsed === null) {
      const reason = ignoredReason(entry.name);
      if (reason) ignored.push({ kind: 'ignored-file', file: entry.name, reason });
      continue;
    }
    const isFile = entry.isFile();
    if (!isFile) others.set(entry.name, entry.isSymbolicLink() ? 'symlink' : kindOf(entry));
    const known = files.get(parsed.version) ?? 0;
    files.set(parsed.version, isFile ? known | BIT[parsed.artifact] : known);
  }
  ignored.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { versions: ascending(files), others, ignored };
}

function ascending(files: ReadonlyMap<string, number>): ListedVersion[] {
  const versions = Array.from(files, ([version, sum]) => ({
    version,
    numbers: parseVersion(version) as Version,
    files: sum,
  }));
  return versions.sort((a, b) => compareVersions(a.numbers, b.numbers));
}

interface Typed {
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

/**
 * What a directory entry, or what a symlink leads to, is instead of a regular file. All that is no
 * directory, FIFO or socket counts as a device: the caller has ruled out files and symlinks.
 *
 * @example kindOf(statSync('/dev/null')) // 'device'
 */
export function kindOf(entry: Typed): NotAFileFound {
  if (entry.isDirectory()) return 'directory';
  if (entry.isFIFO()) return 'fifo';
  return entry.isSocket() ? 'socket' : 'device';
}

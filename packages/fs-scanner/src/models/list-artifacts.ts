import type { Dirent } from 'node:fs';
import {
  type Artifact,
  compareVersions,
  type IgnoredFile,
  ignoredReason,
  type Layout,
  type NotAFileFound,
  parseArtifactFileName,
  readVersion,
  type Version,
} from '@org/model-registry-core';

/** What stands at an artifact's name; null for nothing. A symlink may lead to a regular file. */
type Entry = 'file' | 'symlink' | NotAFileFound | null;

/** A version of which at least one artifact's name is in the directory. */
export interface ListedVersion extends Readonly<Record<Artifact, Entry>> {
  readonly version: string;
  readonly numbers: Version;
}

export interface Listing {
  /** In ascending order of version. */
  readonly versions: readonly ListedVersion[];
  /** In ascending order of name. */
  readonly ignored: readonly IgnoredFile[];
}

/**
 * Sorts a directory's entries into versions and ignored files. No IO. Of each entry no more than a
 * word is kept, since there may be hundreds of thousands.
 */
export function listArtifacts(layout: Layout, entries: Iterable<Dirent>): Listing {
  const listed = new Map<string, ListedVersion & Record<Artifact, Entry>>();
  const ignored: IgnoredFile[] = [];
  for (const entry of entries) {
    const parsed = parseArtifactFileName(layout, entry.name);
    if (parsed === null) {
      const reason = ignoredReason(layout, entry.name);
      if (reason) ignored.push({ kind: 'ignored-file', file: entry.name, reason });
      continue;
    }
    const { version, artifact } = parsed;
    let known = listed.get(version);
    if (known === undefined) {
      const numbers = readVersion(layout.scheme, version) as Version;
      known = { version, numbers, model: null, scaler: null, config: null };
      listed.set(version, known);
    }
    known[artifact] = entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'symlink' : kindOf(entry);
  }
  return {
    versions: [...listed.values()].sort(
      (a, b) => compareVersions(a.numbers, b.numbers) || (a.version < b.version ? -1 : 1),
    ),
    ignored: ignored.sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
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

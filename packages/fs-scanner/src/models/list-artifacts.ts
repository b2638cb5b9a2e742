import type { Dirent } from 'node:fs';
import {
  type Artifact,
  type Companion,
  type IgnoredFile,
  ignoredReason,
  type Layout,
  type NotAFileFound,
  parseArtifactFileName,
  readVersion,
  type Version,
  versionOfEntry,
} from '@org/model-registry-core';
import { VersionTable } from './version-table.js';

/** What stands at an artifact's name; null for nothing. A symlink may lead to a regular file. */
type Entry = 'file' | 'symlink' | NotAFileFound | null;

/** A version of which at least one artifact's name, or the folder, is in the directory. */
export interface ListedVersion extends Readonly<Entries> {
  readonly version: string;
  readonly numbers: Version;
}

/** By artifact; a companion that is not there may be absent. */
interface Entries extends Record<Exclude<Artifact, Companion>, Entry> {
  [companion: Companion]: Entry;
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
  const listed = new VersionTable<ListedVersion & Entries>();
  const ignored: IgnoredFile[] = [];
  for (const entry of entries) {
    const parsed = parseArtifactFileName(layout, entry.name);
    if (parsed === null) {
      const reason = ignoredReason(layout, entry.name);
      if (reason) ignored.push({ kind: 'ignored-file', file: entry.name, reason });
      continue;
    }
    const { artifact, version, numbers } = parsed;
    let known = listed.get(version, numbers);
    if (known === undefined) {
      known = { version, numbers, model: null, scaler: null, config: null };
      listed.add(known);
    }
    known[artifact] = entryOf(entry);
  }
  return inOrder(listed, ignored);
}

/**
 * The same of a directory in which each version has a folder. What stands in place of the folder stands
 * in place of each of its files: a symlink is not followed. Files directly in the directory are nobody's.
 *
 * @param below what is in a folder of the directory; null where this user may not look into it
 */
export function listFolders(
  layout: Layout,
  entries: Iterable<Dirent>,
  below: (folder: string) => readonly Dirent[] | null,
): Listing {
  const listed = new VersionTable<ListedVersion>();
  const ignored: IgnoredFile[] = [];
  for (const entry of entries) {
    if (entry.isFile()) continue;
    const version = versionOfEntry(layout, entry.name);
    if (version === null) {
      const reason = ignoredReason(layout, entry.name, true);
      if (reason) ignored.push({ kind: 'ignored-file', file: `${entry.name}/`, reason });
      continue;
    }
    const found: Entries = { model: null, scaler: null, config: null };
    const inside = entry.isDirectory() ? below(entry.name) : null;
    if (inside === null) {
      const instead = insteadOfFolder(entry);
      for (const artifact of layout.artifacts) found[artifact] = instead;
    }
    for (const each of inside ?? []) {
      const parsed = parseArtifactFileName(layout, `${entry.name}/${each.name}`);
      if (parsed) found[parsed.artifact] = entryOf(each);
    }
    listed.add({ version, numbers: readVersion(layout.scheme, version) as Version, ...found });
  }
  return inOrder(listed, ignored);
}

function entryOf(entry: Dirent): Entry {
  return entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'symlink' : kindOf(entry);
}

function insteadOfFolder(entry: Dirent): NotAFileFound {
  if (entry.isSymbolicLink()) return 'symlink-folder';
  return entry.isDirectory() ? 'closed-folder' : kindOf(entry);
}

function inOrder(versions: VersionTable<ListedVersion>, ignored: IgnoredFile[]): Listing {
  return {
    versions: versions.inOrder(),
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

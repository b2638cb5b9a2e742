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
export type Entry = 'file' | 'symlink' | NotAFileFound | null;

/** By artifact; a companion that is not there may be absent. */
interface Entries extends Readonly<Record<Exclude<Artifact, Companion>, Entry>> {
  readonly [companion: Companion]: Entry;
}

/**
 * What stands at the names of a version: one object for all versions that have the same. A directory of 100,000
 * versions has a handful.
 */
export class EntriesOfVersion {
  /** What these become with one more, where that was asked for already. */
  readonly #next = new Map<Artifact, Map<Entry, EntriesOfVersion>>();

  /** @param all each that there is, by its content */
  private constructor(
    readonly entries: Entries,
    readonly all: Map<string, EntriesOfVersion>,
  ) {}

  static none(): EntriesOfVersion {
    return new EntriesOfVersion({ model: null, scaler: null, config: null }, new Map());
  }

  with(artifact: Artifact, entry: Entry): EntriesOfVersion {
    const known = this.#next.get(artifact)?.get(entry);
    if (known) return known;
    const entries = { ...this.entries, [artifact]: entry };
    // Each directory has its names in another order, and so each version may: the same for the same entries.
    const content = JSON.stringify(Object.entries(entries).sort());
    const next = this.all.get(content) ?? new EntriesOfVersion(entries, this.all);
    this.all.set(content, next);
    const byEntry = this.#next.get(artifact) ?? new Map<Entry, EntriesOfVersion>();
    this.#next.set(artifact, byEntry.set(entry, next));
    return next;
  }
}

export interface Listing {
  /** The versions of which at least one artifact's name, or the folder, is in the directory. */
  readonly versions: VersionTable<EntriesOfVersion>;
  /** In ascending order of name. */
  readonly ignored: readonly IgnoredFile[];
}

/**
 * Sorts a directory's entries into versions and ignored files. No IO. Of the entries of a version nothing is kept
 * of its own, since there may be hundreds of thousands.
 */
export function listArtifacts(layout: Layout, entries: Iterable<Dirent>): Listing {
  const versions = new VersionTable<EntriesOfVersion>(layout.scheme);
  const none = EntriesOfVersion.none();
  const ignored: IgnoredFile[] = [];
  for (const entry of entries) {
    const parsed = parseArtifactFileName(layout, entry.name);
    if (parsed === null) {
      const reason = ignoredReason(layout, entry.name);
      if (reason) ignored.push({ kind: 'ignored-file', file: entry.name, reason });
      continue;
    }
    const { artifact, version, numbers } = parsed;
    const known = versions.get(version, numbers) ?? none;
    versions.set(version, numbers, known.with(artifact, entryOf(entry)));
  }
  return { versions, ignored: byName(ignored) };
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
  const versions = new VersionTable<EntriesOfVersion>(layout.scheme);
  const none = EntriesOfVersion.none();
  const ignored: IgnoredFile[] = [];
  for (const entry of entries) {
    if (entry.isFile()) continue;
    const version = versionOfEntry(layout, entry.name);
    if (version === null) {
      const reason = ignoredReason(layout, entry.name, true);
      if (reason) ignored.push({ kind: 'ignored-file', file: `${entry.name}/`, reason });
      continue;
    }
    let found = none;
    const inside = entry.isDirectory() ? below(entry.name) : null;
    if (inside === null) {
      const instead = insteadOfFolder(entry);
      for (const artifact of layout.artifacts) found = found.with(artifact, instead);
    }
    for (const each of inside ?? []) {
      const parsed = parseArtifactFileName(layout, `${entry.name}/${each.name}`);
      if (parsed) found = found.with(parsed.artifact, entryOf(each));
    }
    versions.set(version, readVersion(layout.scheme, version) as Version, found);
  }
  return { versions, ignored: byName(ignored) };
}

function entryOf(entry: Dirent): Entry {
  return entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'symlink' : kindOf(entry);
}

function insteadOfFolder(entry: Dirent): NotAFileFound {
  if (entry.isSymbolicLink()) return 'symlink-folder';
  return entry.isDirectory() ? 'closed-folder' : kindOf(entry);
}

function byName(ignored: IgnoredFile[]): IgnoredFile[] {
  return ignored.sort((a, b) => (a.file < b.file ? -1 : 1));
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

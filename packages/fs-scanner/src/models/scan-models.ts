import { type Dirent, opendirSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import {
  type Artifact,
  type ArtifactPaths,
  artifactPathsIn,
  assembleModel,
  type DiscoveredModel,
  type FoundArtifact,
  type FoundArtifacts,
  type Layout,
  type ModelScan,
  type NotAFileFound,
  type PathOf,
} from '@org/model-registry-core';
import { duringBlocking } from '../files/activity.js';
import { danglingTo } from '../files/file-identity.js';
import { blameFile, readError } from '../files/read-error.js';
import { readConfigText, textBuffer } from '../files/read-text.js';
import { metadataKeeper } from './kept-metadata.js';
import {
  type EntriesOfVersion,
  type Entry,
  kindOf,
  type Listing,
  listArtifacts,
  listFolders,
} from './list-artifacts.js';
import type { KeptVersion } from './version-table.js';

/**
 * Finds the models in a directory, anew with each call. Of subfolders only those of versions are entered. Nothing
 * is written or executed, and symlinks lead into the directory and the trusted folders alone. Blocks: 100,000
 * versions take some seconds.
 *
 * A directory that does not exist holds no models (`found` is false).
 *
 * @param folder absolute, or relative to the current directory
 * @param trustedLinks folders that symlinks may lead into, by their absolute paths
 * @throws Error, with the system's error as `cause`, where the directory exists and cannot be read, and
 *   where the machine is to blame that a file cannot be; see `blameFile`
 * @example scanModels('models', DEFAULT_LAYOUT).models
 */
export function scanModels(
  folder: string,
  layout: Layout,
  trustedLinks: readonly string[] = [],
): ModelScan {
  const location = resolve(folder);
  let entries = 0;
  const listed = duringBlocking(
    `listing ${location}`,
    (step) => {
      const count = () => {
        entries += 1;
        if (entries % AT_ONCE === 0) step();
      };
      return list(location, layout, count);
    },
    () => ({ done: entries, all: null, unit: 'entries' }),
  );
  if (listed === null) {
    const leadsTo = danglingTo(location);
    const none = { location, found: false, models: [], ignored: [] };
    return leadsTo === null ? none : { ...none, leadsTo };
  }
  const { realDir, listing } = listed;
  const places = {
    location,
    layout,
    namedPaths: pathsIn(location, layout),
    realDir,
    realPaths: pathsIn(realDir, layout),
    reachable: [realDir, ...trustedLinks.flatMap(realFolder)],
  };
  const buffer = textBuffer();
  const keep = metadataKeeper();
  const models: DiscoveredModel[] = [];
  const all = listing.versions.size;
  duringBlocking(
    `reading the models in ${location}`,
    (step) => {
      for (const version of listing.versions.inOrder()) {
        models.push(readModel(version, places, buffer, keep));
        step();
      }
    },
    () => ({ done: models.length, all, unit: 'versions' }),
  );
  return { location, found: true, models, ignored: listing.ignored };
}

/** What a models directory holds, and the directory that it is, without symlinks in its path. */
interface Listed {
  readonly realDir: string;
  readonly listing: Listing;
}

// A models directory may be a symlink that is switched at any moment. It is followed once: all that a
// scan reads is in the directory where it led to then, so that no scan is of parts of two.
function list(location: string, layout: Layout, count: () => void): Listed | null {
  try {
    const realDir = realpathSync(location);
    const entries = entriesOf(realDir, count);
    const listing =
      layout.folder === null
        ? listArtifacts(layout, entries)
        : listFolders(layout, entries, (folder) => entriesIn(join(realDir, folder)));
    return { realDir, listing };
  } catch (error) {
    // A path that is not UTF-8 reaches us with replacement characters: another path, which is missing.
    const isNamed = !location.includes('\ufffd');
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && isNamed) return null;
    throw readError(`models directory ${location}`, error);
  }
}

/**
 * Bytes that most systems say of a directory of some hundred entries at most. Where one says so of any (FUSE), a
 * large directory is read as a whole too: right, but without progress and in more memory.
 */
const SMALL = 16_384;
/** Entries of a larger one that it is asked for at once. */
const AT_ONCE = 1024;

/**
 * One entry at a time: a large directory is never in memory as a whole. A small one, which nobody waits for, is
 * read as a whole: that needs half a millisecond less of a start.
 */
function* entriesOf(dir: string, count: () => void): Iterable<Dirent> {
  if (statSync(dir).size <= SMALL) return yield* readdirSync(dir, { withFileTypes: true });
  const handle = opendirSync(dir, { bufferSize: AT_ONCE });
  try {
    for (let entry = handle.readSync(); entry; entry = handle.readSync()) {
      count();
      yield entry;
    }
  } finally {
    handle.closeSync();
  }
}

/**
 * What is in a version's folder; nothing where it was removed, or replaced, since the directory was read.
 *
 * @returns null where this user may not look into it
 * @throws Error with the system's error as `cause`, where the machine is to blame
 */
export function entriesIn(folder: string): Dirent[] | null {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const code = blameFile(folder, error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? [] : null;
  }
}

function pathsIn(dir: string, layout: Layout): ArtifactPaths {
  return artifactPathsIn(layout, dir.endsWith(sep) ? dir : dir + sep);
}

/** Where artifacts are: by the path that was named, and behind its symlinks. */
interface Places {
  readonly location: string;
  readonly layout: Layout;
  readonly namedPaths: ArtifactPaths;
  readonly realDir: string;
  readonly realPaths: ArtifactPaths;
  /** The folders that a symlink may lead into, without symlinks in their paths. */
  readonly reachable: readonly string[];
}

type Found = { -readonly [A in keyof FoundArtifacts]: FoundArtifacts[A] };

function readModel(
  { version, numbers, value }: KeptVersion<EntriesOfVersion>,
  places: Places,
  buffer: Buffer,
  keep: ReturnType<typeof metadataKeeper>,
): DiscoveredModel {
  const { layout } = places;
  const { entries } = value;
  const found: Found = {
    model: findArtifact('model', version, entries.model, places),
    scaler: findArtifact('scaler', version, entries.scaler, places),
    config: findArtifact('config', version, entries.config, places),
  };
  for (const companion of layout.companions) {
    found[companion] = findArtifact(companion, version, entries[companion], places);
  }
  if (typeof found.config !== 'string') return assembleModel(layout, version, found, '', numbers);
  const file = configFile(version, entries.config, found.config, places);
  const text = readConfigText(file, buffer);
  // Null: the config file was removed since the directory was listed.
  if (text === null)
    return assembleModel(layout, version, { ...found, config: undefined }, '', numbers);
  const model = assembleModel(layout, version, found, text, numbers);
  return typeof text === 'object'
    ? model
    : keep(model, text.length, () => {
        const again = readConfigText(file, buffer);
        return again === null ? null : assembleModel(layout, version, found, again, numbers);
      });
}

function findArtifact(
  artifact: Artifact,
  version: string,
  entry: Entry | undefined,
  { namedPaths, realPaths, reachable }: Places,
): FoundArtifact | undefined {
  if (entry === null || entry === undefined) return undefined;
  const named = namedPaths[artifact] as PathOf;
  if (entry === 'file') return named(version);
  const target =
    entry === 'symlink'
      ? followSymlink((realPaths[artifact] as PathOf)(version), reachable)
      : entry;
  return typeof target === 'object'
    ? named(version)
    : { kind: 'not-a-file', artifact, found: target };
}

/** Where to read a config file: behind its symlink, where it is one. */
function configFile(
  version: string,
  entry: Entry,
  named: string,
  { location, realDir, realPaths, reachable }: Places,
): string {
  if (entry === 'symlink') {
    const target = followSymlink(realPaths.config(version), reachable);
    if (typeof target === 'object') return target.file;
  }
  return realDir === location ? named : realPaths.config(version);
}

/** None where there is no such folder: nothing can lead into it. */
function realFolder(folder: string): string[] {
  try {
    return [realpathSync(folder)];
  } catch {
    return [];
  }
}

/** Follows a symlink to a regular file inside one of the folders; or says what it leads to. */
function followSymlink(
  path: string,
  reachable: readonly string[],
): { readonly file: string } | NotAFileFound {
  let file: string;
  let stats: Stats;
  try {
    file = realpathSync(path);
    stats = statSync(file);
  } catch (error) {
    blameFile(path, error);
    return 'broken-symlink';
  }
  if (!reachable.some((folder) => isInside(file, folder))) return 'symlink-outside';
  return stats.isFile() ? { file } : kindOf(stats);
}

/** @param file without symlinks in its path, as the folder's */
function isInside(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

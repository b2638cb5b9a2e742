import { type Dirent, opendirSync, promises, realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import {
  type Artifact,
  artifactFileName,
  artifactPathsIn,
  assembleModel,
  type DiscoveredModel,
  type FoundArtifact,
  type FoundArtifacts,
  type ModelScan,
  type ModelSource,
} from '@org/model-registry-core';
import { followLink, followLinkSync, type LinkTarget } from './follow-link.js';
import { BIT, type ListedVersion, type Listing, listArtifacts } from './list-artifacts.js';
import {
  type MetadataText,
  metadataBuffer,
  readMetadataText,
  readMetadataTextSync,
} from './read-metadata-text.js';

/** Files that an asynchronous scan has open at once, at most. */
const CONCURRENCY = 16;

/** A models directory as a source of models. */
export interface ModelsDirectory extends ModelSource {
  /** The same as `scan`, blocking: faster, but nothing else runs meanwhile. */
  scanSync(): ModelScan;
}

/**
 * The models directory at this path. Nothing is read before a scan; each scan reads anew. Nothing
 * is ever written, executed or followed outside the directory, and subfolders are not entered.
 *
 * A directory that does not exist holds no models (`found` is false).
 *
 * @param path relative to the current directory, or absolute
 * @throws from its scans: Error, with the system's error as `cause`, where the directory is there
 *   and cannot be read
 * @example modelsDirectory('models').scanSync().models
 */
export function modelsDirectory(path: string): ModelsDirectory {
  const dir = resolve(path);
  return { scan: () => scan(dir), scanSync: () => scanSync(dir) };
}

/** By file name, what stands at an artifact's name and is no regular file itself. */
type Others = Map<string, LinkTarget>;

// A models directory may be a symlink that is switched at any moment. It is followed once: all that a
// scan reads is in the folder where it led to then, so that no scan is of parts of two.

async function scan(dir: string): Promise<ModelScan> {
  const listed = await list(dir).catch((error) => unlisted(dir, error));
  if (listed === null) return missing(dir);
  const { folder, listing } = listed;
  const others: Others = new Map();
  await forEachBounded([...listing.others], () => async ([name, found]) => {
    others.set(name, found === 'symlink' ? await followLink(pathIn(folder, name), folder) : found);
  });
  const models: DiscoveredModel[] = [];
  const pathOf = artifactPathsIn(pathIn(dir, ''));
  const elsewhere = folder === dir ? null : artifactPathsIn(pathIn(folder, ''));
  await forEachBounded([...listing.versions.entries()], () => {
    const buffer = metadataBuffer();
    return async ([at, listed]) => {
      const found = artifactsOf(listed, others, pathOf);
      const config = configFile(listed, found, others, elsewhere);
      models[at] = assemble(listed, found, config && (await readMetadataText(config, buffer)));
    };
  });
  return { location: dir, found: true, models, ignored: listing.ignored };
}

function scanSync(dir: string): ModelScan {
  const listed = listSync(dir);
  if (listed === null) return missing(dir);
  const { folder, listing } = listed;
  const others: Others = new Map();
  for (const [name, found] of listing.others) {
    others.set(name, found === 'symlink' ? followLinkSync(pathIn(folder, name), folder) : found);
  }
  const buffer = metadataBuffer();
  const pathOf = artifactPathsIn(pathIn(dir, ''));
  const elsewhere = folder === dir ? null : artifactPathsIn(pathIn(folder, ''));
  const models = listing.versions.map((listed) => {
    const found = artifactsOf(listed, others, pathOf);
    const config = configFile(listed, found, others, elsewhere);
    return assemble(listed, found, config && readMetadataTextSync(config, buffer));
  });
  return { location: dir, found: true, models, ignored: listing.ignored };
}

/** What a models directory holds, and the folder that it is. */
interface Listed {
  readonly folder: string;
  readonly listing: Listing;
}

async function list(dir: string): Promise<Listed> {
  const folder = await promises.realpath(dir);
  return {
    folder,
    listing: listArtifacts(await promises.readdir(folder, { withFileTypes: true })),
  };
}

function listSync(dir: string): Listed | null {
  try {
    const folder = realpathSync(dir);
    return { folder, listing: listArtifacts(entriesOf(folder)) };
  } catch (error) {
    return unlisted(dir, error);
  }
}

/** One entry at a time: a large directory is never in memory as a whole. */
function* entriesOf(dir: string): Iterable<Dirent> {
  const handle = opendirSync(dir, { bufferSize: 1024 });
  try {
    for (let entry = handle.readSync(); entry; entry = handle.readSync()) yield entry;
  } finally {
    handle.closeSync();
  }
}

function unlisted(dir: string, error: unknown): null {
  const isNamed = !dir.includes('\ufffd'); // else a name that is not UTF-8 was lost on the way
  if ((error as NodeJS.ErrnoException).code === 'ENOENT' && isNamed) return null;
  throw new Error(`models directory ${dir} cannot be read: ${(error as Error).message}`, {
    cause: error,
  });
}

function missing(location: string): ModelScan {
  return { location, found: false, models: [], ignored: [] };
}

function pathIn(dir: string, name: string): string {
  return dir.endsWith(sep) ? dir + name : dir + sep + name;
}

function artifactsOf(
  { version, files }: ListedVersion,
  others: Others,
  pathOf: ReturnType<typeof artifactPathsIn>,
): FoundArtifacts {
  function found(artifact: Artifact): FoundArtifact | undefined {
    if (files & BIT[artifact]) return pathOf(artifact, version);
    const other = others.get(artifactFileName(artifact, version));
    if (other === undefined) return undefined;
    return typeof other === 'string'
      ? { kind: 'not-a-file', artifact, found: other }
      : pathOf(artifact, version);
  }
  return { model: found('model'), scaler: found('scaler'), config: found('config') };
}

/**
 * Where to read the config file: behind its symlink, where it is one. Null where there is none.
 *
 * @param elsewhere the paths in the folder that the models directory leads to; null where it is one
 */
function configFile(
  { version }: ListedVersion,
  { config }: FoundArtifacts,
  others: Others,
  elsewhere: ReturnType<typeof artifactPathsIn> | null,
): string | null {
  if (typeof config !== 'string') return null;
  const target = others.size > 0 ? others.get(artifactFileName('config', version)) : undefined;
  if (typeof target === 'object') return target.file;
  return elsewhere ? elsewhere('config', version) : config;
}

/** @param config null for a config file that is not there, or no longer */
function assemble({ version }: ListedVersion, found: FoundArtifacts, config: MetadataText) {
  const isGone = config === null && typeof found.config === 'string';
  return assembleModel(version, isGone ? { ...found, config: undefined } : found, config ?? '');
}

/** Gives every item to one of at most {@link CONCURRENCY} workers, each busy with one at a time. */
async function forEachBounded<T>(
  items: readonly T[],
  makeWorker: () => (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  async function drain(worker: (item: T) => Promise<void>): Promise<void> {
    for (const item of queue) await worker(item);
  }
  const count = Math.min(CONCURRENCY, items.length);
  await Promise.all(Array.from({ length: count }, () => drain(makeWorker())));
}

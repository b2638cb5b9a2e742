import { type Dirent, opendirSync, realpathSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  assembleModel,
  type DiscoveredModel,
  type ModelScan,
  type ModelSource,
} from '@org/model-registry-core';
import { followLink, followLinkSync } from './follow-link.js';
import { type Listing, listArtifacts, type VersionFiles } from './list-artifacts.js';
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
  /** The same as `scan`, without waiting: faster, and the process does nothing else meanwhile. */
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

async function scan(dir: string): Promise<ModelScan> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((error) =>
    unlisted(dir, error),
  );
  if (entries === null) return missing(dir);
  const listing = listArtifacts(dir, entries);
  if (listing.links.length > 0) {
    const realDir = await realpath(dir);
    await forEachBounded(listing.links, () => (link) => followLink(link, realDir));
  }
  const models: DiscoveredModel[] = [];
  await forEachBounded([...listing.versions.entries()], () => {
    const buffer = metadataBuffer();
    return async ([at, files]) => {
      const target = files.configTarget;
      models[at] = assemble(files, target ? await readMetadataText(target, buffer) : null);
    };
  });
  return { location: dir, found: true, models, ignored: listing.ignored };
}

function scanSync(dir: string): ModelScan {
  const listing = listSync(dir);
  if (listing === null) return missing(dir);
  if (listing.links.length > 0) {
    const realDir = realpathSync(dir);
    for (const link of listing.links) followLinkSync(link, realDir);
  }
  const buffer = metadataBuffer();
  const models = listing.versions.map((files) => {
    const target = files.configTarget;
    return assemble(files, target ? readMetadataTextSync(target, buffer) : null);
  });
  return { location: dir, found: true, models, ignored: listing.ignored };
}

function listSync(dir: string): Listing | null {
  try {
    return listArtifacts(dir, entriesOf(dir));
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
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw new Error(`models directory ${dir} cannot be read: ${(error as Error).message}`, {
    cause: error,
  });
}

function missing(location: string): ModelScan {
  return { location, found: false, models: [], ignored: [] };
}

/** @param config null for a config file that is not there, or no longer */
function assemble(files: VersionFiles, config: MetadataText): DiscoveredModel {
  if (config === null && typeof files.config === 'string') files.config = undefined;
  return assembleModel(files.version, files, config ?? '');
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

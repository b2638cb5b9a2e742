import { readdirSync, realpathSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  assembleModel,
  compareVersions,
  type DiscoveredModel,
  type ModelScan,
  type ModelSource,
  parseVersion,
  type Version,
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
    await forEachBounded(listing.links, (link) => followLink(link, realDir));
  }
  const models: Versioned[] = [];
  const buffers = Array.from({ length: CONCURRENCY }, metadataBuffer);
  await forEachBounded(listing.versions, async (files, worker) => {
    const { configFile } = files;
    const buffer = buffers[worker] as Buffer;
    models.push(assemble(files, configFile ? await readMetadataText(configFile, buffer) : null));
  });
  return result(dir, listing, models);
}

function scanSync(dir: string): ModelScan {
  const entries = listSync(dir);
  if (entries === null) return missing(dir);
  const listing = listArtifacts(dir, entries);
  if (listing.links.length > 0) {
    const realDir = realpathSync(dir);
    for (const link of listing.links) followLinkSync(link, realDir);
  }
  const buffer = metadataBuffer();
  const models = listing.versions.map((files) => {
    const { configFile } = files;
    return assemble(files, configFile ? readMetadataTextSync(configFile, buffer) : null);
  });
  return result(dir, listing, models);
}

function listSync(dir: string) {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch (error) {
    return unlisted(dir, error);
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

interface Versioned {
  readonly version: Version;
  readonly model: DiscoveredModel;
}

function assemble({ version, artifacts }: VersionFiles, config: MetadataText): Versioned {
  if (config === null && typeof artifacts.config === 'string') delete artifacts.config;
  return {
    version: parseVersion(version) as Version,
    model: assembleModel(version, artifacts, config ?? ''),
  };
}

function result(location: string, { ignored }: Listing, models: Versioned[]): ModelScan {
  models.sort((a, b) => compareVersions(a.version, b.version));
  return { location, found: true, models: models.map(({ model }) => model), ignored };
}

/** Calls for every item, never more than {@link CONCURRENCY} at once; `worker` counts these from 0. */
async function forEachBounded<T>(
  items: readonly T[],
  call: (item: T, worker: number) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  async function work(worker: number): Promise<void> {
    for (const item of queue) await call(item, worker);
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, (_, worker) => work(worker)));
}

import { type BigIntStats, constants, promises, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  type Artifact,
  artifactFileName,
  entryNamesOf,
  exampleNames,
  isVersion,
  type Layout,
  namesText,
  type Problem,
  parseMetadata,
  setMembers,
  someNames,
  VERSION_FORMS,
  versionOfEntry,
} from '@org/model-registry-core';
import { during, fileIdentity, kindOf, readText } from '@org/model-registry-fs-scanner';
import { SourceFolderError } from '../errors.js';
import { insteadOfFolder } from '../publication/check-trio.js';
import type { CopyLock } from './staging.js';

/** Which version a folder has, and which one it is to be. */
export interface CopySource {
  readonly folder: string;
  /** The one in the files' names, or in that of their folder. */
  readonly source: string;
  readonly version: string;
  /** Whether the folder is the version's own, and not one that holds such folders. */
  readonly isOwn: boolean;
}

/**
 * Finds out which version a folder has that is to be published. Nothing is made or copied.
 *
 * @param version the one to publish as; null for that in the files' names
 * @throws SourceFolderError where the folder has no version, or several and none of them was named
 * @example findSource(registry.layout, '/mnt/training/out', null).version // '1.4'
 */
export function findSource(layout: Layout, folder: string, version: string | null): CopySource {
  const { scheme } = layout;
  if (version !== null && !isVersion(scheme, version)) {
    const expected = VERSION_FORMS[scheme];
    throw new SourceFolderError(`${JSON.stringify(version)} is no version: expected ${expected}`);
  }
  if (holdsFiles(layout, folder)) {
    const named = version ?? versionOfEntry(layout, basename(resolve(folder)));
    if (named !== null) return { folder, source: named, version: named, isOwn: true };
    throw new SourceFolderError(`${folder} is not named as a version: name one with --version`);
  }
  const source = sourceVersion(layout, folder, version);
  return { folder, source, version: version ?? source, isOwn: false };
}

/** Whether files that have a folder of their own are directly in a folder. */
function holdsFiles(layout: Layout, folder: string): boolean {
  if (layout.folder === null) return false;
  const files = new Set(layout.artifacts.map((artifact) => nameInFolder(layout, artifact)));
  return namesOf(folder).some((name) => files.has(name));
}

function nameInFolder(layout: Layout, artifact: Artifact): string {
  return basename(layout.names[artifact]?.end ?? '');
}

/**
 * Where a file of a version that is to be published is.
 *
 * @example sourceFile(layout, found, 'model') // '/mnt/training/out/model_v7.pkl'
 */
function sourceFile(
  layout: Layout,
  { folder, source, isOwn }: CopySource,
  artifact: Artifact,
): string {
  const name = isOwn ? nameInFolder(layout, artifact) : artifactFileName(layout, artifact, source);
  return join(folder, name);
}

/**
 * Copies the files of a version that was made elsewhere, on another file system too, into a staging
 * folder. Under another version their names change, and so does the metadata's `version` where it
 * named the old one. Symlinks are not followed.
 *
 * @param found what {@link findSource} found
 * @returns what is wrong with the files; empty where all were copied
 * @throws Error with the system's error as `cause`, or where a file was written to meanwhile
 * @example await copyIntoStaging(await beginCopy(store), findSource(layout, '/mnt/training/out', null))
 */
export async function copyIntoStaging(
  { folder: staging, registry: { layout } }: CopyLock,
  found: CopySource,
): Promise<readonly Problem[]> {
  const { folder, source, version } = found;
  try {
    const instead = found.isOwn ? null : insteadOfFolder(layout, folder, source);
    if (instead) {
      return layout.artifacts.map((artifact) => ({ kind: 'not-a-file', artifact, found: instead }));
    }
    const problems: Problem[] = [];
    if (layout.folder) await promises.mkdir(join(staging, ...entryNamesOf(layout, version)));
    for (const artifact of layout.artifacts) {
      const from = sourceFile(layout, found, artifact);
      const to = join(staging, artifactFileName(layout, artifact, version));
      const problem = await copy(from, to, artifact);
      if (problem) problems.push(problem);
    }
    if (problems.length === 0 && version !== source) {
      await rename(join(staging, artifactFileName(layout, 'config', version)), source, version);
    }
    return problems;
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${folder} cannot be copied into ${staging}: ${message}`, { cause: error });
  }
}

/** The named version where the folder has it; else the only one that is there. */
function sourceVersion(layout: Layout, folder: string, version: string | null): string {
  const names = namesOf(folder);
  const found = names.flatMap((name) => versionOfEntry(layout, name) ?? []);
  const versions = [...new Set(found)];
  if (version !== null && versions.includes(version)) return version;
  const [only] = versions;
  if (only !== undefined && versions.length === 1) return only;
  throw new SourceFolderError(`${folder} has ${whyNoVersion(layout, names, versions, version)}`);
}

function whyNoVersion(
  layout: Layout,
  names: readonly string[],
  versions: readonly string[],
  named: string | null,
): string {
  if (versions.length === 0) {
    const found = names.length === 0 ? 'nothing' : namesText(someNames(names));
    return `no version: expected ${exampleNames(layout).join(', ')}; it holds ${found}`;
  }
  const list = versions.join(', ');
  return named === null
    ? `several versions (${list}): name one with --version`
    : `no version ${named}: it has ${list}`;
}

function namesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isNoFolder = code === 'ENOENT' || code === 'ENOTDIR';
    const what = code === 'ENOTDIR' ? `${folder} is no folder` : `there is no folder ${folder}`;
    if (isNoFolder) {
      throw new SourceFolderError(`${what}: name the one with the files of the version`, {
        cause: error,
      });
    }
    throw new Error(`${folder} cannot be read: ${message}`, { cause: error });
  }
}

async function copy(from: string, to: string, artifact: Artifact): Promise<Problem | null> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  let source: promises.FileHandle;
  try {
    source = await promises.open(from, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { kind: 'missing-file', artifact };
    if (code === 'ELOOP') return { kind: 'not-a-file', artifact, found: 'symlink' };
    if (code === 'ENXIO') return { kind: 'not-a-file', artifact, found: 'socket' };
    throw error;
  }
  try {
    const stats = await source.stat({ bigint: true });
    if (!stats.isFile()) return { kind: 'not-a-file', artifact, found: kindOf(stats) };
    const work = () =>
      promises.writeFile(to, source.createReadStream({ autoClose: false }), {
        flag: 'wx',
        mode: 0o600,
      });
    const copied = () => statSync(to, { throwIfNoEntry: false })?.size ?? 0;
    await during(`copying ${basename(from)}`, work, () => ({
      done: copied(),
      all: Number(stats.size),
      unit: 'bytes',
    }));
    checkUnchanged(from, stats, await source.stat({ bigint: true }));
    return null;
  } finally {
    await source.close();
  }
}

/** Of a file that is still being written, the copy would be a part. */
function checkUnchanged(from: string, before: BigIntStats, after: BigIntStats): void {
  if (fileIdentity(after) === fileIdentity(before)) return;
  throw new Error(`${from} was written to meanwhile: publish it when it is finished`);
}

/** A number that stands for another version is left alone, to be found as a mismatch. */
async function rename(config: string, source: string, target: string): Promise<void> {
  const text = readText(config);
  if (typeof text !== 'string') return;
  const parsed = parseMetadata(text);
  if (!('metadata' in parsed) || parsed.metadata.version !== source) return;
  await promises.writeFile(config, setMembers(text, { version: target }));
}

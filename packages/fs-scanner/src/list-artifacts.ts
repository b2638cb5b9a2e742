import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import {
  type Artifact,
  type FoundArtifact,
  type IgnoredFile,
  ignoredReason,
  type NotAFileFound,
  parseArtifactFileName,
} from '@org/model-registry-core';

/** The artifacts of one version, as the directory's entries show them. */
export interface VersionFiles {
  readonly version: string;
  readonly artifacts: { [A in Artifact]?: FoundArtifact };
  /** Where to read the config file: behind its symlink, where it is one. */
  configFile?: string;
}

/** A symlink at an artifact's name: where it leads is still to be found out. */
export interface ArtifactLink {
  readonly files: VersionFiles;
  readonly artifact: Artifact;
  readonly path: string;
}

export interface Listing {
  /** In the order of the directory. */
  readonly versions: readonly VersionFiles[];
  readonly links: readonly ArtifactLink[];
  readonly ignored: readonly IgnoredFile[];
}

/** Sorts a directory's entries into versions, links to follow and ignored files. No IO. */
export function listArtifacts(dir: string, entries: readonly Dirent[]): Listing {
  const versions = new Map<string, VersionFiles>();
  const links: ArtifactLink[] = [];
  const ignored: IgnoredFile[] = [];
  for (const entry of entries) {
    const parsed = parseArtifactFileName(entry.name);
    if (parsed === null) {
      const reason = ignoredReason(entry.name);
      if (reason) ignored.push({ kind: 'ignored-file', file: entry.name, reason });
      continue;
    }
    const { artifact, version } = parsed;
    const files: VersionFiles = versions.get(version) ?? { version, artifacts: {} };
    versions.set(version, files);
    const path = join(dir, entry.name);
    if (entry.isSymbolicLink()) links.push({ files, artifact, path });
    else if (entry.isFile()) addFile(files, artifact, path, path);
    else addProblem(files, artifact, kindOf(entry));
  }
  ignored.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { versions: [...versions.values()], links, ignored };
}

/** @param target where the bytes are: the path itself, or behind a symlink */
export function addFile(
  files: VersionFiles,
  artifact: Artifact,
  path: string,
  target: string,
): void {
  files.artifacts[artifact] = path;
  if (artifact === 'config') files.configFile = target;
}

export function addProblem(files: VersionFiles, artifact: Artifact, found: NotAFileFound): void {
  files.artifacts[artifact] = { kind: 'not-a-file', artifact, found };
}

interface Typed {
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

/** What a directory entry, or what a symlink leads to, is instead of a regular file. */
export function kindOf(entry: Typed): NotAFileFound {
  if (entry.isDirectory()) return 'directory';
  if (entry.isFIFO()) return 'fifo';
  return entry.isSocket() ? 'socket' : 'device';
}

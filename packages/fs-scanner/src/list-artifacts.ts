import type { Dirent } from 'node:fs';
import { sep } from 'node:path';
import {
  type Artifact,
  compareVersions,
  type FoundArtifact,
  type IgnoredFile,
  ignoredReason,
  type NotAFileFound,
  parseArtifactFileName,
  parseVersion,
  type Version,
} from '@org/model-registry-core';

/** The artifacts of one version, as the directory's entries show them. */
export interface VersionFiles {
  readonly version: string;
  readonly numbers: Version;
  model: FoundArtifact | undefined;
  scaler: FoundArtifact | undefined;
  config: FoundArtifact | undefined;
  /** Where to read the config file: behind its symlink, where it is one. */
  configTarget: string | undefined;
}

/** A symlink at an artifact's name: where it leads is still to be found out. */
export interface ArtifactLink {
  readonly files: VersionFiles;
  readonly artifact: Artifact;
  readonly path: string;
}

export interface Listing {
  /** In ascending order of version. */
  readonly versions: readonly VersionFiles[];
  readonly links: readonly ArtifactLink[];
  /** In ascending order of name. */
  readonly ignored: readonly IgnoredFile[];
}

/** Sorts a directory's entries into versions, links to follow and ignored files. No IO. */
export function listArtifacts(dir: string, entries: Iterable<Dirent>): Listing {
  const versions = new Map<string, VersionFiles>();
  const links: ArtifactLink[] = [];
  const ignored: IgnoredFile[] = [];
  const prefix = dir.endsWith(sep) ? dir : dir + sep;
  for (const entry of entries) {
    const parsed = parseArtifactFileName(entry.name);
    if (parsed === null) {
      const reason = ignoredReason(entry.name);
      if (reason) ignored.push({ kind: 'ignored-file', file: entry.name, reason });
      continue;
    }
    const files = filesOf(versions, parsed.version);
    const path = prefix + entry.name;
    if (entry.isFile()) addFile(files, parsed.artifact, path, path);
    else if (entry.isSymbolicLink()) links.push({ files, artifact: parsed.artifact, path });
    else addProblem(files, parsed.artifact, kindOf(entry));
  }
  ignored.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { versions: [...versions.values()].sort(byVersion), links, ignored };
}

function filesOf(versions: Map<string, VersionFiles>, version: string): VersionFiles {
  const known = versions.get(version);
  if (known) return known;
  const files: VersionFiles = {
    version,
    numbers: parseVersion(version) as Version,
    model: undefined,
    scaler: undefined,
    config: undefined,
    configTarget: undefined,
  };
  versions.set(version, files);
  return files;
}

function byVersion(a: VersionFiles, b: VersionFiles): number {
  return compareVersions(a.numbers, b.numbers);
}

/** @param target where the bytes are: the path itself, or behind a symlink */
export function addFile(
  files: VersionFiles,
  artifact: Artifact,
  path: string,
  target: string,
): void {
  files[artifact] = path;
  if (artifact === 'config') files.configTarget = target;
}

export function addProblem(files: VersionFiles, artifact: Artifact, found: NotAFileFound): void {
  files[artifact] = { kind: 'not-a-file', artifact, found };
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

import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type DiscoveredModel,
  filesOf,
  type ModelScan,
  recordedFilesOf,
  type Survey,
  type UnsafePermissions,
} from '@org/model-registry-core';
import { blameFile, checkReadable } from '../files/read-error.js';
import { findUnknownNames } from '../models/unknown-names.js';
import { readConfigUses, whyUnreadable } from './config-uses.js';
import type { Registry } from './registry.js';
import { finishedVersions } from './versions.js';

type Staging = Survey['staging'][number];

const WRITABLE_BY_OTHERS = 0o002;

/**
 * Looks at what is around the models of a scan: finished models that were never published, models whose
 * names are none of a version's, files that every user of the machine may write to, files and folders
 * that cannot be read. Slower than a scan, since it asks for the permissions of each file.
 *
 * @param scan of the registry's models directory
 * @example survey(registry, scanRegistry(registry)).permissions // [] where all is in order
 */
export function survey(registry: Registry, scan: ModelScan): Survey {
  if (!scan.found) return { staging: [], permissions: [], unreadable: [], configs: [], names: [] };
  const unknown = findUnknownNames(scan, registry.layout);
  const { modelsDir, staging, layout } = registry;
  const files = scan.models.flatMap((model) => filesOf(model).map(([, path]) => path));
  const folders = layout.folder === null ? [] : new Set(files.map(dirname));
  return {
    staging: lookInto(staging, () =>
      foldersIn(staging).flatMap((folder) => unpublished(folder, registry)),
    ),
    permissions: [modelsDir, ...folders, ...files].flatMap(unsafe),
    unreadable: scan.models.flatMap(unreadable),
    configs: unreadableConfigs(registry),
    names: unknown ? [unknown] : [],
  };
}

function unreadableConfigs(registry: Registry): Survey['configs'] {
  const { uses, damage } = readConfigUses(registry);
  // That `.registry` is closed to this user is told by who looks into it.
  if (damage) return isClosed(dirname(registry.configs)) ? [] : [damage];
  return uses.flatMap(({ config }) => whyUnreadable(config) ?? []);
}

/** Whether this user cannot reach what is in a folder. */
function isClosed(folder: string): boolean {
  try {
    accessSync(folder, constants.X_OK);
    return false;
  } catch (error) {
    return blameFile(folder, error) === 'EACCES';
  }
}

/** The config file was read by the scan. */
function unreadable(model: DiscoveredModel): Survey['unreadable'] {
  return recordedFilesOf(model).flatMap(([artifact, path]) => {
    const problem = checkReadable(artifact, path);
    return problem ? [{ version: model.version, problem }] : [];
  });
}

function unpublished(file: string, registry: Registry): Staging[] {
  return lookInto(file, () => {
    const isFinished = finishedVersions(file, registry).length > 0;
    return isFinished ? [{ kind: 'unpublished-staging', file }] : [];
  });
}

function foldersIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}

function lookInto(file: string, look: () => Staging[]): Staging[] {
  try {
    return look();
  } catch (error) {
    const code = blameFile(file, error);
    return code === 'ENOENT' ? [] : [{ kind: 'unreadable-folder', file, detail: code }];
  }
}

function unsafe(file: string): UnsafePermissions[] {
  const mode = modeOf(file);
  if ((mode & WRITABLE_BY_OTHERS) === 0) return [];
  return [{ kind: 'unsafe-permissions', file, actual: mode.toString(8).padStart(4, '0') }];
}

/** The permission bits; none for a file that is gone by now or that we have no right to ask about. */
function modeOf(file: string): number {
  try {
    return statSync(file).mode & 0o7777;
  } catch (error) {
    blameFile(file, error);
    return 0;
  }
}

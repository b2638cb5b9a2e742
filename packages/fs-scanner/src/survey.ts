import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ModelScan,
  Surroundings,
  UnpublishedStaging,
  UnsafePermissions,
} from '@org/model-registry-core';
import { modelsDirectory } from './models-directory.js';

const WRITABLE_BY_OTHERS = 0o002;

/**
 * Looks at what is around the models of a scan: finished models that were never published, and
 * what every user of the machine may write to. Slower than a scan: it asks for each file.
 *
 * @throws Error with the system's error as `cause`, where the staging folder cannot be read
 */
export function surveySync(scan: ModelScan): Surroundings {
  if (!scan.found) return { staging: [], permissions: [] };
  const files = scan.models.flatMap(({ modelPath, scalerPath, configPath }) =>
    [modelPath, scalerPath, configPath].filter((path) => path !== null),
  );
  return {
    staging: unpublished(join(scan.location, '.registry', 'staging')),
    permissions: [scan.location, ...files].flatMap(unsafe),
  };
}

function unpublished(folder: string): UnpublishedStaging[] {
  return foldersIn(folder)
    .map((name) => join(folder, name))
    .filter(holdsModel)
    .map((file) => ({ kind: 'unpublished-staging', file }));
}

/** False for a folder that another user's training made and keeps private. */
function holdsModel(folder: string): boolean {
  try {
    return modelsDirectory(folder)
      .scanSync()
      .models.some(({ exists }) => exists);
  } catch (error) {
    const { code } = (error as Error).cause as NodeJS.ErrnoException;
    if (code === 'EACCES') return false;
    throw error;
  }
}

function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Error(`${folder} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function unsafe(file: string): UnsafePermissions[] {
  const mode = modeOf(file);
  if ((mode & WRITABLE_BY_OTHERS) === 0) return [];
  return [{ kind: 'unsafe-permissions', file, actual: mode.toString(8).padStart(4, '0') }];
}

/** The permission bits; none for a file that is gone by now or may not be asked for. */
function modeOf(file: string): number {
  try {
    return statSync(file).mode & 0o7777;
  } catch {
    return 0;
  }
}

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelScan, Survey, UnsafePermissions } from '@org/model-registry-core';
import { finishedVersions } from './finished-versions.js';
import { registryPaths } from './registry-paths.js';

type Staging = Survey['staging'][number];

const WRITABLE_BY_OTHERS = 0o002;

/**
 * Looks at what is around the models of a scan: finished models that were never published, and
 * what every user of the machine may write to. Slower than a scan: it asks for each file. A folder
 * that cannot be looked into is a finding as well. Blocks.
 *
 * @example surveySync(modelsDirectory('models').scanSync()).permissions // [] where all is in order
 */
export function surveySync(scan: ModelScan): Survey {
  if (!scan.found) return { staging: [], permissions: [] };
  const files = scan.models.flatMap(({ modelPath, scalerPath, configPath }) =>
    [modelPath, scalerPath, configPath].filter((path) => path !== null),
  );
  const { staging } = registryPaths(scan.location);
  return {
    staging: lookInto(staging, () =>
      foldersIn(staging).flatMap((folder) => unpublished(folder, scan.location)),
    ),
    permissions: [scan.location, ...files].flatMap(unsafe),
  };
}

function unpublished(file: string, modelsDir: string): Staging[] {
  return lookInto(file, () => {
    const isFinished = finishedVersions(file, modelsDir).length > 0;
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
    const { code = 'unknown error' } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    return code === 'ENOENT' ? [] : [{ kind: 'unreadable-folder', file, detail: code }];
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

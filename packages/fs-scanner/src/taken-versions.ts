import { readdirSync } from 'node:fs';
import { parseArtifactFileName, parseVersion } from '@org/model-registry-core';
import { registryPaths } from './registry-paths.js';

/**
 * The versions of which any file exists: in the models directory, in `archive/`, or set aside
 * under `.registry/rejected/`. None of them may be given to a new model.
 *
 * @param modelsDir absolute path; a folder that does not exist takes nothing
 * @throws Error with the system's error as `cause`, where a folder cannot be listed
 * @example takenVersions('/srv/bot/models').has('1.0')
 */
export function takenVersions(modelsDir: string): ReadonlySet<string> {
  const { archive, rejected } = registryPaths(modelsDir);
  const names = [modelsDir, archive, rejected].flatMap(namesIn);
  const versions = names.map((name) =>
    parseVersion(name) ? name : parseArtifactFileName(name)?.version,
  );
  return new Set(versions.filter((version) => version !== undefined));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Error(`${folder} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

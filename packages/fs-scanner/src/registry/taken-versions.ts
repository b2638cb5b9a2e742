import { readdirSync } from 'node:fs';
import { parseArtifactFileName, parseVersion } from '@org/model-registry-core';
import type { Registry } from './registry.js';

/**
 * The versions of which any file exists: in the models directory, in `archive/`, or under
 * `.registry/rejected/`. No new model may get one of them. Folders that do not exist are empty.
 *
 * @throws Error with the system's error as `cause`, where a folder cannot be listed
 * @example takenVersions(registry).has('1.0')
 */
export function takenVersions({ modelsDir, archive, rejected }: Registry): ReadonlySet<string> {
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

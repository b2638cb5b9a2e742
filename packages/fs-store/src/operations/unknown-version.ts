import { join } from 'node:path';
import { fileNamesOf } from '@org/model-registry-core';
import { isThere, type Registry } from '@org/model-registry-fs-scanner';
import { UnknownVersionError } from '../errors.js';

/**
 * The error for a version that is not in the models directory, and what to do: it may be in the archive.
 *
 * @example throw unknownVersion(registry, '1.2')
 */
export function unknownVersion(
  { modelsDir, archive, layout }: Registry,
  version: string,
): UnknownVersionError {
  const isArchived = fileNamesOf(layout, version).some((name) => isThere(join(archive, name)));
  return isArchived
    ? new UnknownVersionError(
        version,
        modelsDir,
        `it is in archive/, and model-registry restore ${version} brings it back`,
      )
    : new UnknownVersionError(version, modelsDir);
}

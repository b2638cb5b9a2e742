import { isArchived, type Registry } from '@org/model-registry-fs-scanner';
import { UnknownVersionError } from '../errors.js';

/**
 * The error for a version that is not in the models directory, and what to do: it may be in the archive.
 *
 * @example throw unknownVersion(registry, '1.2')
 */
export function unknownVersion(registry: Registry, version: string): UnknownVersionError {
  const { modelsDir } = registry;
  return isArchived(registry, version)
    ? new UnknownVersionError(
        version,
        modelsDir,
        `it is in archive/, and model-registry restore ${version} brings it back`,
      )
    : new UnknownVersionError(version, modelsDir);
}

import { basename, join } from 'node:path';
import { type ModelScan, versionOfEntry } from '@org/model-registry-core';
import { leadsSomewhere, namesIn } from '../files/file-identity.js';
import { scanModels } from '../models/scan-models.js';
import { OWN, type Registry } from './registry.js';

/**
 * A models directory that was used before is empty or gone: as a rule its volume is not mounted. It is
 * not taken for a new one, in which a first model would be trained while the live one, its pin and
 * its history are elsewhere.
 */
export class LostRegistryError extends Error {
  override readonly name = 'LostRegistryError';
  /** @param marks what says that it was used */
  constructor({ modelsDir }: Registry, marks: readonly string[]) {
    const ways = ['train with --fresh', ...marks.map((mark) => `remove ${mark}`)].join(', or ');
    super(
      `models directory ${modelsDir} is empty or gone, and it was used before: is its volume mounted? ` +
        `Nothing was done. To start anew, ${ways}`,
    );
  }
}

/**
 * Finds the models of a registry, as {@link scanModels} does.
 *
 * @throws LostRegistryError where the directory was used before and is empty or gone now
 * @throws what scanModels throws
 * @example scanRegistry(registryAt('models')).models
 */
export function scanRegistry(registry: Registry): ModelScan {
  const scan = scanModels(registry.modelsDir, registry.layout, registry.trustedLinks);
  if (scan.models.length === 0) checkNotLost(registry);
  return scan;
}

/**
 * Checks that a models directory that was used before is there. To be asked before anything is made in
 * it.
 *
 * @throws LostRegistryError where it is empty or gone
 * @throws Error with the system's error as `cause`, where it cannot be read
 */
export function checkNotLost(registry: Registry): void {
  const marks = marksLeft(registry);
  if (marks.length > 0 && !isInUse(registry)) throw new LostRegistryError(registry, marks);
}

/** The marks of a registry that are there: it was used before. */
export function marksLeft({ marks }: Registry): string[] {
  return marks.filter(leadsSomewhere);
}

/** Whether a models directory holds anything of ours: `.registry`, `archive`, a file of a model. */
export function isInUse({ modelsDir, archive, layout }: Registry): boolean {
  if (leadsSomewhere(join(modelsDir, OWN))) return true;
  const own = new Set([OWN, basename(archive)]);
  return namesIn(modelsDir).some((name) => own.has(name) || versionOfEntry(layout, name) !== null);
}

import { statSync } from 'node:fs';
import { isInUse, isThere, LostRegistryError, type Registry } from '@org/model-registry-fs-scanner';

/** What a look saw of a models directory, for the next one. */
export interface SeenDirectory {
  readonly modelsDir: string;
  /** Whether it held anything of ours. */
  readonly isInUse: boolean;
  /** Whether it held `.registry`, which nobody removes without meaning the whole. */
  readonly hasRoot: boolean;
  /** Tells it from every other directory at its path; empty where there is none. */
  readonly identity: string;
}

/**
 * Looks at a models directory that is watched. One that was in use, and at whose path there is an empty
 * one or none now, was not emptied: its volume is gone. A directory out of which the last models were
 * removed is the same as before.
 *
 * @param before the last look that did not fail; null for the first
 * @throws LostRegistryError
 */
export function seeDirectory(registry: Registry, before: SeenDirectory | null): SeenDirectory {
  const now = seen(registry);
  if (now.isInUse || !before?.isInUse || before.modelsDir !== now.modelsDir) return now;
  if (before.hasRoot || before.identity !== now.identity) throw new LostRegistryError(registry, []);
  return now;
}

function seen(registry: Registry): SeenDirectory {
  const stats = statSync(registry.modelsDir, { throwIfNoEntry: false });
  return {
    modelsDir: registry.modelsDir,
    isInUse: isInUse(registry),
    hasRoot: isThere(registry.root),
    identity: stats ? `${stats.dev} ${stats.ino}` : '',
  };
}

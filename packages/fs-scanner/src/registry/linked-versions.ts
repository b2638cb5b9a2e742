import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArtifactFileName } from '@org/model-registry-core';
import type { Registry } from './registry.js';

/**
 * The versions that a symlink in the models directory leads from or to, as where several versions
 * share a scaler. To move such a file away would break another version.
 *
 * @throws Error where the directory cannot be read
 * @example if (linkedVersions(registry).has('1.4')) keep('1.4');
 */
export function linkedVersions({ modelsDir }: Registry): ReadonlySet<string> {
  const dir = realpathSync(modelsDir);
  const links = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
  const names = links.flatMap(({ name }) => [name, ...targetIn(dir, name)]);
  return new Set(names.flatMap((name) => parseArtifactFileName(name)?.version ?? []));
}

/** The name of the file that a symlink leads to, where that is in the directory itself. */
function targetIn(dir: string, link: string): string[] {
  try {
    const file = realpathSync(join(dir, link));
    return dirname(file) === dir ? [basename(file)] : [];
  } catch {
    return [];
  }
}

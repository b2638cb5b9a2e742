import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ChangedFile, parseArtifactFileName } from '@org/model-registry-core';
import { fileIdentity, type Registry } from '@org/model-registry-fs-scanner';

/** By name, what tells a file of an earlier model from every other. */
export type NotedFiles = ReadonlyMap<string, string>;

/** Notes every artifact in the models directory, before a command writes there; null notes nothing. */
export function noteFiles(registry: Registry | null): NotedFiles {
  if (registry === null) return new Map();
  const { modelsDir, layout } = registry;
  const names = readdirSync(modelsDir).filter((name) => parseArtifactFileName(layout, name));
  return new Map(names.map((name) => [name, identityOf(join(modelsDir, name))]));
}

/**
 * The noted files that are not what they were: a reader may have loaded a mixture. A file that was
 * moved to `archive/` meanwhile is unchanged: `prune` does that, also during a training.
 */
export function changedFiles(
  { modelsDir, archive }: Registry,
  noted: NotedFiles,
): readonly ChangedFile[] {
  return [...noted].flatMap(([name, before]): ChangedFile[] => {
    const file = join(modelsDir, name);
    const now = identityOf(file) || identityOf(join(archive, name));
    if (now === before) return [];
    return [{ file, change: now === '' ? 'removed' : 'changed' }];
  });
}

/** Empty for a file that does not exist. */
function identityOf(file: string): string {
  return fileIdentity(lstatSync(file, { bigint: true, throwIfNoEntry: false }));
}

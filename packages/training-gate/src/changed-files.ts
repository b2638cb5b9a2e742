import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type ChangedFile, isOfModel, parseArtifactFileName } from '@org/model-registry-core';
import { fileIdentity, namesBelow, type Registry } from '@org/model-registry-fs-scanner';
import { readJournal } from '@org/model-registry-fs-store';

/** By name, what tells a file in the models directory from every other. */
export type NotedFiles = ReadonlyMap<string, string>;

/** Notes every artifact, and all else that looks like a model, before a command is run. */
export function noteFiles({ modelsDir, layout }: Registry): NotedFiles {
  const names = namesBelow(modelsDir, layout).filter((name) => isOfModel(layout, name));
  return new Map(names.map((name) => [name, identityOf(join(modelsDir, name))]));
}

/**
 * The noted files of earlier models that are not what they were: a reader may have loaded a mixture. A
 * file that was moved to `archive/` meanwhile is unchanged: `prune` does that, also during a training.
 */
export function changedFiles(
  { modelsDir, archive, layout }: Registry,
  noted: NotedFiles,
): readonly ChangedFile[] {
  return [...noted].flatMap(([name, before]): ChangedFile[] => {
    if (parseArtifactFileName(layout, name) === null) return [];
    const file = join(modelsDir, name);
    const now = identityOf(file) || identityOf(join(archive, name));
    if (now === before) return [];
    return [{ file, change: now === '' ? 'removed' : 'changed' }];
  });
}

/**
 * The files that came into the models directory since others were noted, or were changed there, by their
 * names: those of models, and what looks like one. Left out is what the registry itself writes: files of
 * versions that were published, and config files that were changed.
 */
export function appearedFiles(registry: Registry, noted: NotedFiles): readonly string[] {
  const { modelsDir, layout } = registry;
  const appeared = namesBelow(modelsDir, layout).filter(
    (name) => isOfModel(layout, name) && identityOf(join(modelsDir, name)) !== noted.get(name),
  );
  if (appeared.length === 0) return [];
  const { entries } = readJournal(registry);
  const published = new Set(
    entries.flatMap(({ event, version }) =>
      event === 'published' || event === 'recovered' ? [version] : [],
    ),
  );
  return appeared.filter((name) => {
    const ours = parseArtifactFileName(layout, name);
    if (ours === null) return true;
    return noted.has(name) ? ours.artifact !== 'config' : !published.has(ours.version);
  });
}

/** Empty for a file that does not exist. */
function identityOf(file: string): string {
  return fileIdentity(lstatSync(file, { bigint: true, throwIfNoEntry: false }));
}

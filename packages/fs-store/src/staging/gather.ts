import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { basename } from 'node:path';
import { artifactFileName, entryNamesOf } from '@org/model-registry-core';
import { isThere, type Registry } from '@org/model-registry-fs-scanner';
import { type Folder, inBelow, inFolder } from '../files/folder.js';

/**
 * Where each version has a folder, a command may also leave all its files in `{out}` itself: they are moved
 * into the folder of the version. Nothing happens where that is there, or where a file is missing. One that
 * was killed is completed by the same call.
 *
 * @param staging the folder of a training whose command is over
 * @throws the system's error
 * @example gatherVersion(registry, staging, '7') // 7/model.pkl, 7/meta.json
 */
export function gatherVersion(registry: Registry, staging: string, version: string): void {
  const { layout } = registry;
  if (layout.folder === null || !isThere(staging)) return;
  const [own = ''] = entryNamesOf(layout, version);
  // The folder gets its name last: a version is found there when it is whole.
  const aside = `.${own}`;
  const names = layout.artifacts.map((each) => basename(artifactFileName(layout, each, version)));
  inFolder(registry, staging, (folder) => {
    const there = namesOf(folder);
    if (there.has(own)) return;
    const moved = there.has(aside) ? inBelow(folder, aside, namesOf) : new Set<string>();
    if (!names.every((name) => there.has(name) || moved.has(name))) return;
    if (!there.has(aside)) mkdirSync(folder.at(aside), { mode: 0o700 });
    inBelow(folder, aside, (below) => {
      for (const name of names) if (!moved.has(name)) renameSync(folder.at(name), below.at(name));
    });
    renameSync(folder.at(aside), folder.at(own));
  });
}

function namesOf(folder: Folder): ReadonlySet<string> {
  return new Set(readdirSync(folder.at('')));
}

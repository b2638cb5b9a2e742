import { lstatSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { actorFor, whyNotAsRoot } from '@org/model-registry-core';
import {
  checkNotLost,
  directoryFacts,
  type Registry,
  userName,
} from '@org/model-registry-fs-scanner';
import { StoreRefusal } from '../errors.js';
import { inFolder, makeFolderAt } from '../files/folder.js';
import { notWritable } from '../files/writable.js';
import { leaveMarks } from './marks.js';

/**
 * Makes the models directory and `.registry` where they are missing, and checks the store's folders.
 * Every lock is taken on a registry that was prepared so. Leaves the marks that tell an unmounted
 * volume from a new directory.
 *
 * @throws StoreRefusal where this is root, and the directory another user's
 * @throws LostRegistryError where the directory was used before and is empty or gone
 * @throws Error where one of the folders is something else or a symlink: one that leads to another
 *   would have recovery remove what the other keeps. With the system's error as `cause`, where one
 *   cannot be made
 */
export function prepareRegistry(registry: Registry): void {
  const { root, staging, rejected, extras, archive } = registry;
  checkNotLost(registry);
  refuseAsRoot(registry);
  makeFolder(registry, 'root');
  // Again: before it was there, anybody may have put another in its place.
  refuseAsRoot(registry);
  for (const folder of [root, staging, rejected, extras, archive]) checkFolder(registry, folder);
  leaveMarks(registry);
}

/** A program has become the owner by now, where it could. */
function refuseAsRoot(registry: Registry): void {
  if (process.geteuid?.() !== 0) return;
  const facts = directoryFacts(registry);
  const actor = actorFor(facts);
  if (actor.action === 'stay') return;
  const user = userName(actor.folder.uid);
  throw new StoreRefusal(whyNotAsRoot(registry.modelsDir, actor, user, facts.isInNamespace));
}

/**
 * Makes one of the store's folders where it is missing, with the permissions of the models directory.
 *
 * @throws Error with the system's error as `cause`
 */
export function makeFolder(
  registry: Registry,
  name: 'root' | 'staging' | 'rejected' | 'extras' | 'archive',
): void {
  const { modelsDir } = registry;
  try {
    if (name === 'root') {
      mkdirSync(modelsDir, { recursive: true });
      // That of a family is in the one of the directory.
      const above = dirname(registry.root);
      if (above !== modelsDir) makeFolderAt(registry, above);
    }
    makeFolderAt(registry, registry[name]);
  } catch (error) {
    throw notWritable(modelsDir, error as Error);
  }
}

function checkFolder(registry: Registry, folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return;
  inFolder(registry, folder, () => {});
}

import { join } from 'node:path';
import {
  artifactFileName,
  type Decision,
  type Fingerprints,
  type Problem,
} from '@org/model-registry-core';
import { takenVersions } from '@org/model-registry-fs-scanner';
import { StoreRefusal, UnfinishedPublicationError, VersionTakenError } from '../errors.js';
import { syncFolder } from '../files/folder.js';
import { replaceInModels } from '../files/write-file.js';
import type { StoreLock, TrainingLock } from '../locks/held.js';
import { type Change, recordChange } from '../records/record-change.js';
import { type CheckedTrio, keepChecked } from './check-trio.js';
import { removeIntent, writeIntent } from './intent.js';
import { linkTrio } from './link-trio.js';
import { checkUnchanged, prepareTrio, publishedConfig } from './prepare-trio.js';
import { endPublication, intentFile } from './recover-publication.js';
import { publishStep, writeStep } from './training-intent.js';

/** What was published, or every reason why it was not. */
export type Publication =
  | {
      readonly ok: true;
      readonly version: string;
      readonly fingerprints: Fingerprints;
      /** Taken after the publication. */
      readonly decision: Decision;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Publishes a version that was checked in its staging folder: records `artifacts` and `published_at`
 * in its config file, and links the files into the models directory, the config file last. No reader
 * sees the version complete before it is; nothing that exists is replaced; a crash leaves every other
 * model as it was, and recovery goes on from there. The staging folder is removed.
 *
 * @param checked by `checkStaged`
 * @returns the problems, where the files cannot be published: they stay in the staging folder
 * @throws VersionTakenError where any file of the version is in the models directory, in
 *   `archive/` or under `.registry/rejected/`
 * @throws StoreRefusal where the files were changed since they were checked
 * @throws UnfinishedPublicationError where the version is published all the same
 * @throws Error with the system's error as `cause`: it is not published, and its files are still in
 *   the staging folder
 * @example await publishStaged(store, checked, { situation, at, reason: 'trained', previousVersion: '1.3' })
 */
export async function publishStaged(
  store: StoreLock,
  checked: CheckedTrio,
  change: Change,
): Promise<Publication> {
  const { registry } = store;
  const { folder: staging, version, fingerprints } = checked;
  if (takenVersions(registry).has(version)) throw new VersionTakenError(version);
  checkUnchanged(checked);
  const problem = prepareTrio(store, checked, change.at);
  if (problem) return { ok: false, problems: [problem] };
  writeIntent(store, intentFile(staging), version, change);
  try {
    linkTrio(registry, staging, version);
  } catch (error) {
    removeIntent(store, intentFile(staging));
    throw error;
  }
  try {
    syncFolder(registry.modelsDir);
    keepChecked(checked, registry.modelsDir);
    const decision = await recordChange(store, 'published', version, change);
    endPublication(store, staging, version);
    return { ok: true, version, fingerprints, decision };
  } catch (error) {
    throw new UnfinishedPublicationError(version, error as Error);
  }
}

/**
 * Does for a version that a command wrote straight into the models directory what can still be done:
 * records `artifacts` and `published_at` in its config file, and writes the
 * journal. Permissions are left as they are. What is about to be done is written down first, so that
 * recovery goes on with it.
 *
 * @param checked by `checkInPlace`
 * @returns the problems, where the files cannot be published; they stay as they are
 * @throws StoreRefusal where the files were changed since they were checked
 * @throws UnfinishedPublicationError where the version is published all the same
 * @throws Error with the system's error as `cause`: it is not published
 * @example await publishInPlace(store, lock, checked, { situation, at, reason: 'trained in place', previousVersion: null })
 */
export async function publishInPlace(
  store: StoreLock,
  lock: TrainingLock,
  checked: CheckedTrio,
  change: Change,
  event: 'published' | 'recovered' = 'published',
): Promise<Publication> {
  const { modelsDir, layout } = store.registry;
  const { version, fingerprints, configText } = checked;
  const text = publishedConfig(checked, change.at);
  if (typeof text !== 'string') return { ok: false, problems: [text] };
  checkUnchanged(checked);
  writeStep(lock, publishStep(change, fingerprints));
  try {
    replaceInModels(
      store,
      join(modelsDir, artifactFileName(layout, 'config', version)),
      (found) => {
        if (found !== configText)
          throw new StoreRefusal(`version ${version} was changed meanwhile`);
        return text;
      },
    );
  } catch (error) {
    writeStep(lock, null);
    throw error;
  }
  try {
    keepChecked(checked, modelsDir);
    const decision = await recordChange(store, event, version, change);
    return { ok: true, version, fingerprints, decision };
  } catch (error) {
    throw new UnfinishedPublicationError(version, error as Error);
  }
}

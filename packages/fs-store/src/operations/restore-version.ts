import {
  type Decision,
  instantOf,
  selectedVersion,
  versionOfEntry,
} from '@org/model-registry-core';
import {
  isArchived,
  linkedIntoArchive,
  namesIn,
  type Registry,
} from '@org/model-registry-fs-scanner';
import { decide, type Situation } from '@org/model-registry-selector';
import { restoreArchived } from '../aside/archive.js';
import { StoreRefusal, UnknownVersionError } from '../errors.js';
import { withStoreLock } from '../locks/registry-locks.js';
import { recover } from '../publication/recover.js';
import type { WriteOptions } from './pin-version.js';

/** A version that is back from the archive. */
export interface RestoreOutcome {
  readonly version: string;
  /** What was selected before; null where nothing was. */
  readonly previousVersion: string | null;
  readonly decision: Decision;
}

/**
 * Brings a version back from `archive/`, in one step as a reader sees it. Nothing is replaced. It may be
 * selected then.
 *
 * @throws UnknownVersionError where it is not in the archive; StoreRefusal where a symlink leads to it there;
 *   VersionTakenError where the models directory has a file of it; BusyError; Error for failing IO
 * @example (await restoreVersion(situation, '1.2', { waitSeconds: 10 })).decision
 */
export async function restoreVersion(
  situation: Situation,
  version: string,
  { waitSeconds, at = instantOf(new Date()) }: WriteOptions,
): Promise<RestoreOutcome> {
  // Before anything is made in a directory, and again with the lock.
  checkArchived(situation.registry, version);
  const options = { waitSeconds, purpose: 'restore' };
  return withStoreLock(situation.registry, options, async (store) => {
    await recover(store, null, { situation, at });
    checkArchived(store.registry, version);
    checkUnlinked(store.registry, version);
    const previousVersion = selectedVersion(await decide(situation));
    const change = { situation, at, reason: 'restore', previousVersion };
    const decision = await restoreArchived(store, version, change);
    return { version, previousVersion, decision };
  });
}

/** As pruning leaves it there: moved, it would leave another version without a file. */
function checkUnlinked(registry: Registry, version: string): void {
  if (!linkedIntoArchive(registry).has(version)) return;
  throw new StoreRefusal(
    `a symlink in the models directory leads to version ${version} in archive/: put the file itself in the place of the symlink first`,
  );
}

function checkArchived(registry: Registry, version: string): void {
  if (isArchived(registry, version)) return;
  const { modelsDir, layout } = registry;
  const isHere = namesIn(modelsDir).some((name) => versionOfEntry(layout, name) === version);
  const advice = isHere
    ? 'it is in the models directory already'
    : 'model-registry list --archived shows what is there';
  throw new UnknownVersionError(version, registry.archive, advice);
}

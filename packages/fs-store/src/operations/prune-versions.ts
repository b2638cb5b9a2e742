import {
  type ArchiveStep,
  compareVersions,
  instantOf,
  leftLast,
  liveBefore,
  type Needed,
  type PruneStep,
  planDeletion,
  planPrune,
  readAnyVersion,
  selectedVersion,
  type Version,
} from '@org/model-registry-core';
import {
  archivedVersions,
  linkedIntoArchive,
  linkedVersions,
  type Registry,
} from '@org/model-registry-fs-scanner';
import { decide, refusedAmongNewest, type Situation } from '@org/model-registry-selector';
import { archiveVersion, checkArchivable } from '../aside/archive.js';
import { bytesOf, checkDeletable, deleteArchived } from '../aside/delete-archived.js';
import { withStoreLock } from '../locks/registry-locks.js';
import { recover } from '../publication/recover.js';
import { readJournal } from '../records/journal.js';
import { type AlsoConfig, otherConfigs, versionsOfOthers } from './other-configs.js';
import type { WriteOptions } from './pin-version.js';

/** Which versions stay. */
export interface PruneRequest {
  /** How many of the newest finished versions stay, at least 0; null moves none. */
  readonly keep: number | null;
  /** How many of the newest versions in `archive/` stay there, at least 0; null deletes none. */
  readonly archiveKeep?: number | null;
  /** Configs to reckon with beside those that are recorded. */
  readonly alsoConfigs?: readonly AlsoConfig[];
}

/** Which versions stay, and how prune waits. */
export interface PruneOptions extends PruneRequest, WriteOptions {}

/** What prune did, or would do. */
export interface PruneOutcome {
  /** With each finished version, in ascending order; empty where none was to be moved. */
  readonly steps: readonly PruneStep[];
  /** With the versions in the archive; null where none was to be deleted. */
  readonly archive: ArchiveOutcome | null;
  /** Other configs that are gone and not reckoned with. */
  readonly gone: readonly string[];
  /** Other configs that cannot be read: while there are any, nothing is archived. */
  readonly unreadable: readonly string[];
}

/** What prune did with the versions in the archive, or would do. */
export interface ArchiveOutcome {
  /** With each version there, in ascending order: also with those that are moved there by the same call. */
  readonly steps: readonly ArchiveStep[];
  /** Bytes on the disk that it frees. */
  readonly freed: number;
}

/**
 * What {@link pruneVersions} would do now; nothing is changed.
 *
 * @throws Error for failing IO
 * @example (await planPruning(situation, { keep: 5 })).steps.filter(({ action }) => action === 'archive')
 */
export async function planPruning(
  situation: Situation,
  request: PruneRequest,
): Promise<PruneOutcome> {
  return (await plan(situation, request)).outcome;
}

/**
 * Moves old versions to `archive/`; the selected one, the pinned one and the one that was live before
 * always stay, and so does what another config that the directory is used with selects or pins, and the
 * newest of a training mode that this config does not ask for. Where one of them cannot be moved, none is.
 * Then deletes the oldest in `archive/`, with the same exceptions as far as they can be there.
 *
 * @throws VersionTakenError where `archive/` has a file of a version already; BusyError; Error for
 *   failing IO; versions that were deleted by then stay deleted
 * @example await pruneVersions(situation, { keep: 5, waitSeconds: 10 })
 */
export function pruneVersions(
  situation: Situation,
  { waitSeconds, at = instantOf(new Date()), ...request }: PruneOptions,
): Promise<PruneOutcome> {
  const options = { waitSeconds, purpose: 'prune' };
  return withStoreLock(situation.registry, options, async (store) => {
    await recover(store, null, { situation, at });
    const { selected, outcome } = await plan(situation, request);
    const leaving = outcome.steps.filter(({ action }) => action === 'archive');
    // All of them before the first is moved: a refusal changes nothing.
    for (const { version } of leaving) checkArchivable(store.registry, version);
    const gone = outcome.archive?.steps.filter(({ action }) => action === 'delete') ?? [];
    for (const { version } of gone) checkDeletable(store.registry, version);
    const change = { situation, at, reason: 'prune', previousVersion: selected };
    for (const { version } of leaving) await archiveVersion(store, version, change);
    for (const { version } of gone) await deleteArchived(store, version, change);
    return outcome;
  });
}

async function plan(
  situation: Situation,
  { keep, archiveKeep = null, alsoConfigs = [] }: PruneRequest,
): Promise<{ readonly selected: string | null; readonly outcome: PruneOutcome }> {
  const { registry } = situation;
  const decision = await decide(situation);
  const selected = selectedVersion(decision);
  const others = otherConfigs(situation, alsoConfigs);
  const { gone, unreadable } = others;
  const { models } = decision.scan;
  const { entries } = readJournal(registry);
  const { requirements } = situation.config;
  const needed = {
    selected,
    pinned: decision.pin?.version ?? null,
    liveBefore: [liveBefore(entries, selected), leftLast(entries, selected)].filter(
      (one) => one !== null,
    ),
    byOthers: await versionsOfOthers(others),
    unreadable: unreadable[0] ?? null,
  };
  const protection = {
    ...needed,
    trainingMode: requirements.trainingMode,
    symlinked: linkedVersions(registry),
    refused:
      keep === null ? new Set<string>() : await refusedAmongNewest(models, keep, requirements),
  };
  const steps = keep === null ? [] : planPrune(models, keep, protection);
  const archive = archiveKeep === null ? null : planArchive(registry, steps, archiveKeep, needed);
  return { selected, outcome: { steps, archive, gone, unreadable } };
}

/** @param steps what is moved there first */
function planArchive(
  registry: Registry,
  steps: readonly PruneStep[],
  keep: number,
  needed: Omit<Needed, 'symlinked'>,
): ArchiveOutcome {
  const coming = steps.filter(({ action }) => action === 'archive').map(({ version }) => version);
  const there = archivedVersions(registry);
  const versions = inOrder([...new Set([...there, ...coming])]);
  const protection = { ...needed, symlinked: linkedIntoArchive(registry) };
  const planned = planDeletion(versions, keep, protection);
  const freed = planned
    .filter(({ action }) => action === 'delete')
    .reduce((sum, { version }) => {
      const { modelsDir, archive } = registry;
      const folder = there.includes(version) ? archive : modelsDir;
      return sum + bytesOf(registry, folder, version);
    }, 0);
  return { steps: planned, freed };
}

function inOrder(versions: string[]): string[] {
  return versions.sort((a, b) =>
    compareVersions(readAnyVersion(a) as Version, readAnyVersion(b) as Version),
  );
}

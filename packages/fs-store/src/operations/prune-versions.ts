import {
  instantOf,
  liveBefore,
  type PruneStep,
  planPrune,
  selectedVersion,
} from '@org/model-registry-core';
import { linkedVersions } from '@org/model-registry-fs-scanner';
import { decide, type Situation } from '@org/model-registry-selector';
import { archiveVersion, checkArchivable } from '../archive.js';
import { readJournal } from '../journal/journal.js';
import { withStoreLock } from '../locks/registry-locks.js';
import { recover } from '../publication/recover.js';
import type { WriteOptions } from './pin-version.js';

/** How many versions stay. */
export interface PruneOptions extends WriteOptions {
  /** How many of the newest finished versions stay, at least 0. */
  readonly keep: number;
}

/**
 * What {@link pruneVersions} would do now; nothing is changed.
 *
 * @throws Error for failing IO
 * @example (await planPruning(situation, 5)).filter(({ action }) => action === 'archive')
 */
export async function planPruning(
  situation: Situation,
  keep: number,
): Promise<readonly PruneStep[]> {
  return (await plan(situation, keep)).steps;
}

/**
 * Moves old versions to `archive/`; the selected one, the pinned one and the one that was live before
 * always stay. Where one of them cannot be moved, none is.
 *
 * @returns what was done with each finished version, in ascending order
 * @throws VersionTakenError where `archive/` has a file of a version already; BusyError; Error for
 *   failing IO
 * @example await pruneVersions(situation, { keep: 5, waitSeconds: 10 })
 */
export function pruneVersions(
  situation: Situation,
  { keep, waitSeconds, at = instantOf(new Date()) }: PruneOptions,
): Promise<readonly PruneStep[]> {
  const options = { waitSeconds, purpose: 'prune' };
  return withStoreLock(situation.registry, options, async (store) => {
    await recover(store, null, { situation, at });
    const { selected, steps } = await plan(situation, keep);
    const leaving = steps.filter(({ action }) => action === 'archive');
    // All of them before the first is moved: a refusal changes nothing.
    for (const { version } of leaving) checkArchivable(store.registry, version);
    const change = { situation, at, reason: 'prune', previousVersion: selected };
    for (const { version } of leaving) await archiveVersion(store, version, change);
    return steps;
  });
}

async function plan(
  situation: Situation,
  keep: number,
): Promise<{ readonly selected: string | null; readonly steps: readonly PruneStep[] }> {
  const { registry } = situation;
  const decision = await decide(situation);
  const selected = selectedVersion(decision);
  const steps = planPrune(decision.scan.models, keep, {
    selected,
    pinned: decision.pin?.version ?? null,
    liveBefore: liveBefore(readJournal(registry).entries, selected),
    symlinked: linkedVersions(registry),
  });
  return { selected, steps };
}

import {
  instantOf,
  leftLast,
  liveBefore,
  type PruneStep,
  planPrune,
  selectedVersion,
} from '@org/model-registry-core';
import { linkedVersions } from '@org/model-registry-fs-scanner';
import { decide, refusedAmongNewest, type Situation } from '@org/model-registry-selector';
import { archiveVersion, checkArchivable } from '../aside/archive.js';
import { withStoreLock } from '../locks/registry-locks.js';
import { recover } from '../publication/recover.js';
import { readJournal } from '../records/journal.js';
import { type AlsoConfig, otherConfigs, versionsOfOthers } from './other-configs.js';
import type { WriteOptions } from './pin-version.js';

/** Which versions stay. */
export interface PruneRequest {
  /** How many of the newest finished versions stay, at least 0. */
  readonly keep: number;
  /** Configs to reckon with beside those that are recorded. */
  readonly alsoConfigs?: readonly AlsoConfig[];
}

/** Which versions stay, and how prune waits. */
export interface PruneOptions extends PruneRequest, WriteOptions {}

/** What prune did, or would do. */
export interface PruneOutcome {
  /** With each finished version, in ascending order. */
  readonly steps: readonly PruneStep[];
  /** Other configs that are gone and not reckoned with. */
  readonly gone: readonly string[];
  /** Other configs that cannot be read: while there are any, nothing is archived. */
  readonly unreadable: readonly string[];
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
 *
 * @throws VersionTakenError where `archive/` has a file of a version already; BusyError; Error for
 *   failing IO
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
    const change = { situation, at, reason: 'prune', previousVersion: selected };
    for (const { version } of leaving) await archiveVersion(store, version, change);
    return outcome;
  });
}

async function plan(
  situation: Situation,
  { keep, alsoConfigs = [] }: PruneRequest,
): Promise<{ readonly selected: string | null; readonly outcome: PruneOutcome }> {
  const { registry } = situation;
  const decision = await decide(situation);
  const selected = selectedVersion(decision);
  const others = otherConfigs(situation, alsoConfigs);
  const { gone, unreadable } = others;
  const { models } = decision.scan;
  const { entries } = readJournal(registry);
  const steps = planPrune(models, keep, {
    trainingMode: situation.config.requirements.trainingMode,
    selected,
    pinned: decision.pin?.version ?? null,
    liveBefore: [liveBefore(entries, selected), leftLast(entries, selected)].filter(
      (one) => one !== null,
    ),
    symlinked: linkedVersions(registry),
    byOthers: await versionsOfOthers(others),
    unreadable: unreadable[0] ?? null,
    refused: await refusedAmongNewest(models, keep, situation.config.requirements),
  });
  return { selected, outcome: { steps, gone, unreadable } };
}

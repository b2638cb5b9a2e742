import type { TrainingMode } from '../models/metadata.js';
import { type DiscoveredModel, isComplete } from '../models/model.js';
import { newestOfModesBut } from './other-modes.js';

/**
 * Why a version stays. Where several reasons hold, the first of them. `other-config`: another config
 * selects or pins it; `config-unreadable`: another config cannot be read, so that nobody knows;
 * `refused`: among the newest, and verification would refuse it, so that it does not count as one;
 * `training-mode`: the newest of a training mode that this config does not ask for. A bot that only reads
 * leaves no record of its config.
 */
export const KEEP_REASONS = [
  'selected',
  'pinned',
  'newest',
  'refused',
  'live-before',
  'symlinked',
  'other-config',
  'training-mode',
  'config-unreadable',
] as const;
export type KeepReason = (typeof KEEP_REASONS)[number];
type OfAnotherConfig = 'other-config' | 'config-unreadable';

/** A version that stays, and why; with the config where that is another one. */
export type PruneKeep =
  | { readonly reason: Exclude<KeepReason, OfAnotherConfig> }
  | { readonly reason: OfAnotherConfig; readonly config: string };

/** What happens to one version. */
export type PruneStep =
  | { readonly version: string; readonly action: 'archive' }
  | ({ readonly version: string; readonly action: 'keep' } & PruneKeep);

/** What happens to one version in the archive. */
export type ArchiveStep =
  | { readonly version: string; readonly action: 'delete' }
  | ({ readonly version: string; readonly action: 'keep' } & PruneKeep);

/** The versions that stay whatever their number, wherever they are; null where there is none. */
export interface Needed {
  readonly selected: string | null;
  readonly pinned: string | null;
  /** What was live before the selected one, and what a rollback left: whoever goes back needs them. */
  readonly liveBefore: readonly string[];
  /** Those that a symlink leads from or to: moved, they or others would break. */
  readonly symlinked: ReadonlySet<string>;
  /** What other configs select or pin, each with the config's path. */
  readonly byOthers: ReadonlyMap<string, string>;
  /** Another config that cannot be read: whatever it may select stays. Null where there is none. */
  readonly unreadable: string | null;
}

/** Those, and what a models directory needs beside them. */
export interface Protected extends Needed {
  /** The training mode of the config: of each other one, the newest version stays. */
  readonly trainingMode: TrainingMode;
  /** What verification would refuse, as far as it is newer than the last one that counts. */
  readonly refused: ReadonlySet<string>;
}

/**
 * Decides which versions move to the archive: all finished ones but the newest and the protected.
 * A version of which a file is missing, or whose metadata cannot be read, is left alone and not
 * counted: a training may be writing it, and nothing could go back to it. Nor is one counted that
 * verification would refuse; it stays.
 *
 * @param models in ascending order of version
 * @param keep how many of the newest finished versions stay, at least 0
 * @returns a step for each finished version, in ascending order
 * @example planPrune(scan.models, 3, { trainingMode: 'multi_symbol', selected: '1.4', pinned: null, liveBefore: ['1.3'], symlinked, byOthers, unreadable: null, refused })
 */
export function planPrune(
  models: readonly DiscoveredModel[],
  keep: number,
  { trainingMode, refused, ...needed }: Protected,
): PruneStep[] {
  const finished = models.filter(isComplete);
  const versions = finished.map(({ version }) => version);
  const ofModes = newestOfModesBut(trainingMode, finished).map(({ version }) => version);
  const reasonFor = keeperOf(versions, keep, needed, { ofModes, refused });
  return versions.map((version) => {
    const kept = reasonFor(version);
    return kept ? { version, action: 'keep', ...kept } : { version, action: 'archive' };
  });
}

/**
 * Decides which versions in the archive are deleted: all but the newest and the needed. A version that is
 * pinned, or that a rollback goes back to, may be there: somebody moved it, or pinned it by the config.
 *
 * @param versions in ascending order
 * @param keep how many of the newest stay, at least 0
 * @returns a step for each version, in that order
 * @example planDeletion(['1.0', '1.1'], 1, needed) // [{ version: '1.0', action: 'delete' }, …]
 */
export function planDeletion(
  versions: readonly string[],
  keep: number,
  needed: Needed,
): ArchiveStep[] {
  const reasonFor = keeperOf(versions, keep, needed, { ofModes: [], refused: new Set() });
  return versions.map((version) => {
    const kept = reasonFor(version);
    return kept ? { version, action: 'keep', ...kept } : { version, action: 'delete' };
  });
}

/** Why a version stays, as a function of it; null where it need not. */
function keeperOf(
  versions: readonly string[],
  keep: number,
  { selected, pinned, liveBefore, symlinked, byOthers, unreadable }: Needed,
  {
    ofModes,
    refused,
  }: { readonly ofModes: readonly string[]; readonly refused: ReadonlySet<string> },
): (version: string) => PruneKeep | null {
  const usable = versions.filter((version) => !refused.has(version));
  const because = (reason: Exclude<KeepReason, OfAnotherConfig>) => ({ reason }) as const;
  const reasons = new Map<string | null, PruneKeep>([
    ...Array.from(refused, (version) => [version, because('refused')] as const),
    ...ofModes.map((version) => [version, because('training-mode')] as const),
    ...Array.from(
      byOthers,
      ([version, config]) => [version, { reason: 'other-config', config }] as const,
    ),
    ...Array.from(symlinked, (version) => [version, because('symlinked')] as const),
    ...liveBefore.map((version) => [version, because('live-before')] as const),
    ...usable
      .slice(Math.max(0, usable.length - keep))
      .map((version) => [version, because('newest')] as const),
    [pinned, because('pinned')],
    [selected, because('selected')],
  ]);
  const unknown: PruneKeep | null =
    unreadable === null ? null : { reason: 'config-unreadable', config: unreadable };
  return (version) => reasons.get(version) ?? unknown;
}

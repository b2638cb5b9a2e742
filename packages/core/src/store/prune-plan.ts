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

/** The versions that stay whatever their number; null where there is none. */
export interface Protected {
  /** The training mode of the config: of each other one, the newest version stays. */
  readonly trainingMode: TrainingMode;
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
  {
    trainingMode,
    selected,
    pinned,
    liveBefore,
    symlinked,
    byOthers,
    unreadable,
    refused,
  }: Protected,
): PruneStep[] {
  const finished = models.filter(isComplete);
  const versions = finished.map(({ version }) => version);
  const usable = versions.filter((version) => !refused.has(version));
  const because = (reason: Exclude<KeepReason, OfAnotherConfig>) => ({ reason }) as const;
  const reasons = new Map<string | null, PruneKeep>([
    ...Array.from(refused, (version) => [version, because('refused')] as const),
    ...newestOfModesBut(trainingMode, finished).map(
      ({ version }) => [version, because('training-mode')] as const,
    ),
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
  return versions.map((version) => {
    const unknown =
      unreadable === null ? null : { reason: 'config-unreadable', config: unreadable };
    const keep = reasons.get(version) ?? (unknown as PruneKeep | null);
    return keep ? { version, action: 'keep', ...keep } : { version, action: 'archive' };
  });
}

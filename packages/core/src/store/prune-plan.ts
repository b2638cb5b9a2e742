import { type DiscoveredModel, isComplete } from '../models/model.js';

/** Why a version stays. Where several reasons hold, the first of them. */
export const KEEP_REASONS = ['selected', 'pinned', 'newest', 'live-before', 'symlinked'] as const;
export type KeepReason = (typeof KEEP_REASONS)[number];

/** What happens to one version. */
export type PruneStep =
  | { readonly version: string; readonly action: 'archive' }
  | { readonly version: string; readonly action: 'keep'; readonly reason: KeepReason };

/** The versions that stay whatever their number; null where there is none. */
export interface Protected {
  readonly selected: string | null;
  readonly pinned: string | null;
  /** What was live before the selected one: a rollback needs it. */
  readonly liveBefore: string | null;
  /** Those that a symlink leads from or to: moved, they or others would break. */
  readonly symlinked: ReadonlySet<string>;
}

/**
 * Decides which versions move to the archive: all finished ones but the newest and the protected.
 * A version of which a file is missing, or whose metadata cannot be read, is left alone and not
 * counted: a training may be writing it, and nothing could go back to it.
 *
 * @param models in ascending order of version
 * @param keep how many of the newest finished versions stay, at least 0
 * @returns a step for each finished version, in ascending order
 * @example planPrune(scan.models, 3, { selected: '1.4', pinned: null, liveBefore: '1.3', symlinked })
 */
export function planPrune(
  models: readonly DiscoveredModel[],
  keep: number,
  { selected, pinned, liveBefore, symlinked }: Protected,
): PruneStep[] {
  const finished = models.filter(isComplete);
  const versions = finished.map(({ version }) => version);
  const reasons = new Map<string | null, KeepReason>([
    ...Array.from(symlinked, (version) => [version, 'symlinked'] as const),
    [liveBefore, 'live-before'],
    ...versions
      .slice(Math.max(0, versions.length - keep))
      .map((version) => [version, 'newest'] as const),
    [pinned, 'pinned'],
    [selected, 'selected'],
  ]);
  return versions.map((version) => {
    const reason = reasons.get(version);
    return reason ? { version, action: 'keep', reason } : { version, action: 'archive' };
  });
}

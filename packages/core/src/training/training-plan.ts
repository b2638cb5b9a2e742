import { firstVersion, isVersion, nextVersion, type VersionScheme } from '../models/version.js';
import type { Instant } from '../text/timestamp.js';

/** What the version of a training is decided from. All versions are of the scheme. */
export interface VersionRequest {
  /** The version that selection chose; null where it chose none. */
  readonly selected: string | null;
  /** The version that the caller asked for; it does not force a training. */
  readonly requested: string | null;
  /** `model.version` of the config, the version for the first model; null for the scheme's own first. */
  readonly configured: string | null;
  /** How versions are written. */
  readonly scheme: VersionScheme;
  /** What a version that is a time is made from. */
  readonly now: Instant;
  /** Whether any file of this version exists, wherever versions are kept. */
  readonly isTaken: (version: string) => boolean;
  /** Whether its number is claimed in a store that many machines share. */
  readonly isClaimed: (version: string) => boolean;
}

/** What a training run is decided from. */
export interface TrainingRequest extends VersionRequest {
  /** Train although a compatible model is there. */
  readonly forceTrain: boolean;
}

/** Train this version, or refuse the version that was asked for. */
export type VersionPlan =
  | {
      readonly action: 'train';
      readonly version: string;
      readonly reason: 'requested' | 'forced' | 'no-model';
    }
  | {
      readonly action: 'refuse';
      readonly version: string;
      readonly reason: 'version-taken' | 'version-claimed' | 'versions-exhausted';
    };

/** That, or skip the training. */
export type TrainingPlan =
  | VersionPlan
  | { readonly action: 'skip'; readonly version: string; readonly reason: 'model-found' };

/**
 * Decides whether to train (a selected model means no training, unless forced), and which version.
 *
 * @example planTraining({ selected: '1.0', forceTrain: true, requested: null, configured: null,
 *   scheme: 'major.minor', now, isTaken: (version) => version === '1.0', isClaimed: () => false }) // { action: 'train', version: '1.1', reason: 'forced' }
 */
export function planTraining({ forceTrain, ...request }: TrainingRequest): TrainingPlan {
  const { selected } = request;
  if (selected === null || forceTrain) return planVersion(request);
  return { action: 'skip', version: selected, reason: 'model-found' };
}

/**
 * Decides which version a training makes. One that was asked for is taken as it is or refused; a
 * derived one is the next free one after the selected version (`nextVersion`), or the configured version
 * or the next free one after it.
 *
 * @throws TypeError for a version that was asked for and is none of the scheme
 * @example planVersion({ selected: '1.0', requested: null, configured: null,
 *   scheme: 'major.minor', now, isTaken: (version) => version === '1.0', isClaimed: () => false }) // { action: 'train', version: '1.1', reason: 'forced' }
 */
function planVersion(request: VersionRequest): VersionPlan {
  const { selected, requested, isTaken, isClaimed, scheme, now } = request;
  if (requested !== null) {
    if (!isVersion(scheme, requested)) {
      throw new TypeError(`not a version: ${JSON.stringify(requested)}`);
    }
    const refuse = { action: 'refuse', version: requested } as const;
    if (isTaken(requested)) return { ...refuse, reason: 'version-taken' };
    if (isClaimed(requested)) return { ...refuse, reason: 'version-claimed' };
    return { action: 'train', version: requested, reason: 'requested' };
  }
  const configured = request.configured ?? firstVersion(scheme, now);
  let version = selected === null ? configured : nextVersion(scheme, selected, now);
  while (version !== null && (isTaken(version) || isClaimed(version))) {
    version = nextVersion(scheme, version, now);
  }
  if (version === null) {
    return { action: 'refuse', version: selected ?? configured, reason: 'versions-exhausted' };
  }
  return { action: 'train', version, reason: selected === null ? 'no-model' : 'forced' };
}

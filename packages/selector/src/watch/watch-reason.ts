import { type Decision, selectedVersion } from '@org/model-registry-core';

/** Why another model is selected than before. */
export type WatchReason =
  | 'started'
  | 'pin-changed'
  | 'config-changed'
  /** The version that was selected is gone, or no longer complete. */
  | 'model-gone'
  /** It still exists and is turned down now. */
  | 'model-turned-down'
  /** The same version, with other files or metadata. */
  | 'files-changed'
  | 'better-model';

/** Compares two decisions of which the second selects something else. */
export function reasonFor(before: Decision, after: Decision): WatchReason {
  if (before.pin?.version !== after.pin?.version) return 'pin-changed';
  if (JSON.stringify(before.requirements) !== JSON.stringify(after.requirements)) {
    return 'config-changed';
  }
  const version = selectedVersion(before);
  if (version === null) return 'better-model';
  if (version === selectedVersion(after)) return 'files-changed';
  const isThere = after.scan.models.some((model) => model.version === version && model.exists);
  if (!isThere) return 'model-gone';
  const isTurnedDown = after.selection.rejected.some(({ model }) => model.version === version);
  return isTurnedDown ? 'model-turned-down' : 'better-model';
}

import { type Choice, type Decision, selectedVersion } from './decision.js';

/**
 * Why another model is selected than before. `model-gone`: the version that was selected is gone, or no
 * longer complete; `model-turned-down`: it is there, and rejected now; `files-changed`: the same
 * version, with other files or metadata.
 */
export const WATCH_REASONS = [
  'started',
  'pin-changed',
  'config-changed',
  'model-gone',
  'model-turned-down',
  'files-changed',
  'better-model',
] as const;
export type WatchReason = (typeof WATCH_REASONS)[number];

/** Compares what was chosen with a later decision that selects something else. */
export function reasonFor(before: Choice, after: Decision): WatchReason {
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

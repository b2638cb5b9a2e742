import { DEFAULT_TRAINING_MODE, TRAINING_MODES, type TrainingMode } from '../models/metadata.js';
import { type CompleteModel, type DiscoveredModel, isComplete } from '../models/model.js';

/** The newest finished version of a training mode. */
export interface NewestOfMode {
  readonly version: string;
  readonly trainingMode: TrainingMode;
}

/**
 * The newest finished version of each training mode but one: those that a bot with another config may load.
 *
 * @param models in ascending order of version
 */
export function newestOfModesBut(
  mode: TrainingMode,
  models: readonly DiscoveredModel[],
): NewestOfMode[] {
  const finished = models.filter(isComplete);
  return TRAINING_MODES.filter((other) => other !== mode).flatMap((trainingMode) => {
    const newest = finished.filter((model) => modeOf(model) === trainingMode).at(-1);
    return newest ? { version: newest.version, trainingMode } : [];
  });
}

function modeOf({ fields }: CompleteModel): unknown {
  return fields.trainingMode ?? DEFAULT_TRAINING_MODE;
}

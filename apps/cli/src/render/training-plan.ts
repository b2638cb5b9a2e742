import type { TrainingPlan } from '@org/model-registry-core';

/** Why no version can be given. */
export function planRefusal({
  version,
  reason,
}: Extract<TrainingPlan, { action: 'refuse' }>): string {
  return reason === 'version-taken'
    ? `--version ${version}: files of it exist in the models directory, in archive/ or under .registry/rejected/`
    : `there is no version left after ${version}`;
}

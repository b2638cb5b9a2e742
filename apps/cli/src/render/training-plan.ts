import type { TrainingPlan, VersionPlan } from '@org/model-registry-core';

type Refused = Extract<VersionPlan, { action: 'refuse' }>;

/** Whether a training run would train, which version, and why. */
export function renderPlan(
  { action, version, reason }: Exclude<TrainingPlan, Refused>,
  selected: string | null,
): string {
  if (action === 'skip') {
    return `skip: version ${version} is compatible (--force-train trains anyway)`;
  }
  const why = {
    requested: 'as asked for',
    forced: `the next free version after ${selected}`,
    'no-model': 'there is no compatible model',
  };
  return `train ${version}: ${why[reason]}`;
}

/** Why no version can be given. */
export function planRefusal({ version, reason }: Refused): string {
  return reason === 'version-taken'
    ? `--version ${version}: files of it exist in the models directory, in archive/ or under .registry/rejected/; name another one`
    : `there is no version left after ${version}: name one with --version X.Y`;
}

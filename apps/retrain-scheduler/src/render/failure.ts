import { problemText } from '@org/model-registry-core';
import { remarkOnFailure, type TrainOutcome } from '@org/model-registry-training-gate';

/** Why a training gave no model, and what is left of it, a line each; not escaped. */
export function failureTexts({
  failure,
  out,
  kept,
}: Extract<TrainOutcome, { action: 'failed' }>): string[] {
  const details =
    failure.kind === 'unfit'
      ? failure.problems.map(problemText).map(({ title, actual }) => `${title}: ${actual}`)
      : failure.kind === 'overwritten'
        ? failure.files.map(({ file, change }) => `${change}: ${file}`)
        : [];
  const left = kept.map((version) => `the files of version ${version} are kept in ${out}`);
  return [remarkOnFailure(failure), ...details, ...left];
}

import {
  problemText,
  type RunAction,
  type RunningRun,
  remarkOnFailure,
} from '@org/model-registry-core';
import type { FailedTraining } from '@org/model-registry-training-gate';
import { timeText } from './reasons.js';

/** A new model was published. */
export function promotedText(version: string, selected: string | null): string {
  const effect = selected === version ? 'it is selected now' : `${selected ?? 'none'} is selected`;
  return `version ${version} is promoted: ${effect}`;
}

/** A new model was set aside. */
export function rejectedText(version: string, folder: string): string {
  return `version ${version} is not promoted; its files are kept in ${folder}`;
}

/** Versions have at most nine digits on each side. */
export function noVersionLeft(version: string): string {
  return `there is no version left after ${version}`;
}

/** Why a training gave no model, and what is left of it, a line each; not escaped. */
export function failureTexts({ failure, out, kept }: FailedTraining): string[] {
  const details =
    failure.kind === 'unfit'
      ? failure.problems.map(problemText).map(({ title, actual }) => `${title}: ${actual}`)
      : failure.kind === 'overwritten'
        ? failure.files.map(({ file, change }) => `${change}: ${file}`)
        : [];
  const left = kept.map((version) => `the files of version ${version} are kept in ${out}`);
  return [remarkOnFailure(failure), ...details, ...left];
}

/**
 * What became of a run that never said so itself.
 *
 * @param folder where the model is now that it left in the models directory; null for none
 */
export function killedText(
  { pid, started, version }: RunningRun,
  action: RunAction,
  folder: string | null,
): string {
  const run = `the run of ${timeText(started)} (process ${pid}) was killed, or the disk was full`;
  if (action === 'promoted') return `${run}; its version ${version} is published`;
  if (action === 'not-promoted') return `${run}; its version ${version} was set aside`;
  const kept = folder === null ? '' : `, and its files are kept in ${folder}`;
  return `${run}; its version ${version} is not published${kept}`;
}

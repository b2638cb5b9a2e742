import {
  type CriterionResult,
  type Instead,
  type MissingMetrics,
  namesText,
  type Problem,
  problemText,
  type RunAction,
  type RunningRun,
  remarkOnFailure,
  remarksOnAppeared,
  remarksOnRemoved,
  showValue,
  unfitText,
  wholeSeconds,
} from '@org/model-registry-core';
import type { FailedTraining } from '@org/model-registry-training-gate';
import type { Judgement } from '../retrain/judge-model.js';

/** A new model was published. */
export function promotedText(version: string, selected: string | null): string {
  const effect = selected === version ? 'it is selected now' : `${selected ?? 'none'} is selected`;
  return `version ${version} is promoted: ${effect}`;
}

/** A new model was set aside. */
export function rejectedText(version: string, folder: string): string {
  return `version ${version} is not promoted; its files are kept in ${folder}`;
}

/** No version is left after this one. */
export function noVersionLeft(version: string): string {
  return `there is no version left after ${version}`;
}

/** Why a training gave no model, and what is left of it, a line each; not escaped. */
export function failureTexts(failed: FailedTraining, modelsDir: string): string[] {
  const { failure, out, kept, appeared, stillLive } = failed;
  const details =
    failure.kind === 'unfit'
      ? failure.problems.map((problem) => problemLine(problem, failure.instead))
      : failure.kind === 'overwritten'
        ? failure.files.map(({ file, change }) => `${change}: ${file}`)
        : [];
  const left = kept.map((version) => `the files of version ${version} are kept in ${out}`);
  return [
    remarkOnFailure(failure),
    ...details,
    ...remarksOnRemoved(failed.removed),
    ...remarksOnAppeared(appeared, modelsDir, 'in_place: true'),
    ...left,
    ...(stillLive === null ? [] : [stillLive]),
  ];
}

function problemLine(problem: Problem, instead: Instead | null): string {
  const { title, expected, actual } = unfitText(problem, instead);
  if (problem.kind === 'missing-file') return `${title} (${expected}): ${actual}`;
  return `${title}: ${actual}${problem.kind === 'version-mismatch' ? ` (${RESTAMP})` : ''}`;
}

const RESTAMP =
  'operations.model_rotation.restamp: true writes the right one there, and keeps this one as version_before';

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
  const run = `the run of ${wholeSeconds(started)} (process ${pid}) was killed, or the disk was full`;
  if (action === 'promoted') return `${run}; its version ${version} is published`;
  if (action === 'not-promoted') return `${run}; its version ${version} was set aside`;
  const kept = folder === null ? '' : `, and its files are kept in ${folder}`;
  return `${run}; its version ${version} is not published${kept}`;
}

/** Why a model is not promoted, a line each; not escaped. */
export function judgementTexts({ criteria, missing, preferred }: Judgement): string[] {
  const failed = [
    ...criteria.filter(({ passed }) => !passed).map(criterionText),
    ...(missing ? missingTexts(missing) : []),
  ];
  if (preferred === null) return failed;
  const { version, problems } = preferred;
  const against = problems.map((problem) => {
    const { title, actual } = problemText(problem);
    if (problem.kind === 'future-timestamp') return `${title} (${actual}) and counts as missing`;
    return `selection would turn it down: ${title} (${actual})`;
  });
  const other = version === null ? [] : [`selection would choose ${version} over it`];
  return [...failed, ...against, ...other];
}

/** `min_sharpe_ratio: backtest_sharpe is 0.4, expected >= 1` */
function criterionText({
  criterion,
  metric,
  bound,
  actual,
  unusable,
  live,
}: CriterionResult): string {
  if (live && unusable === null) {
    const found = `${numberText(live.actual)} (${WHY[live.unusable]})`;
    return `${criterion}: ${metric} of the live model is ${found}: nothing can be compared with it`;
  }
  const expected = bound ? `${bound.comparison} ${bound.value}` : 'any number';
  const found = unusable === 'missing' ? 'missing' : numberText(actual);
  const why = unusable === null || unusable === 'missing' ? '' : ` (${WHY[unusable]})`;
  return `${criterion}: ${metric} is ${found}${why}, expected ${expected}`;
}

/** What to write into the config where the bot calls its metrics otherwise, a line each. */
function missingTexts(missing: MissingMetrics): string[] {
  const { metrics, names } = missing;
  if (names.length === 0) return ['its config file has no metrics: the training has to write them'];
  return [
    `the metrics that it has: ${namesText(missing)}`,
    'for each that is the same under another name, write into the config:',
    ...['operations:', '  model_rotation:', '    metric_names:'],
    ...metrics.map((metric) => `      ${yamlKey(metric)}: ${likelyName(metric, names)}`),
    'and take out the criteria that the training has no metric for',
  ];
}

function yamlKey(metric: string): string {
  return /^[\w.]+$/.test(metric) ? metric : JSON.stringify(metric);
}

/** The only name that ends like the metric, in quotes; where there are none or several, a person has to choose. */
function likelyName(metric: string, names: readonly string[]): string {
  const likely = names.filter(
    (name) => name === metric || name.endsWith(`.${metric}`) || name.endsWith(`_${metric}`),
  );
  return likely.length === 1 ? JSON.stringify(likely[0]) : 'NAME';
}

const WHY = { 'not-a-number': 'no number', 'not-a-share': 'no share from 0 to 1' } as const;

/** Text in quotes; NaN as it stands in the file. */
function numberText(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? `"${showValue(value)}"` : showValue(value);
}

/** The same as facts, kept with the files that are set aside; NaN and infinities as text. */
export function judgementFacts({ criteria, preferred }: Judgement): unknown[] {
  const failed = criteria
    .filter(({ passed }) => !passed)
    .map(({ criterion, metric, bound, actual, unusable, live }) => ({
      ...{ kind: 'criterion', criterion, metric, bound, unusable },
      actual: asJson(actual),
      live: live && { ...live, actual: asJson(live.actual) },
    }));
  return preferred === null ? failed : [...failed, { kind: 'not-preferred', ...preferred }];
}

function asJson(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

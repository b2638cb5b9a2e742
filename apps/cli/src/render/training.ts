import {
  escapeText,
  failureSentence,
  type Instead,
  type Problem,
  type Remark,
  remarksOnAppeared,
  remarksOnRemoved,
  shellWord,
  type TrainFailure,
  type TrainingPlan,
  unfitText,
  type VersionPlan,
} from '@org/model-registry-core';
import { type Failure, renderAdvice, renderFacts } from '@org/model-registry-program';
import type { FailedTraining } from '@org/model-registry-training-gate';

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
  switch (reason) {
    case 'version-taken':
      return `--version ${version}: files of it exist in the models directory, in archive/ or under .registry/rejected/; name another one`;
    case 'version-claimed':
      return `--version ${version}: the number is claimed in the store; name another one`;
    case 'versions-exhausted':
      return `there is no version left after ${version}: name one with --version`;
  }
}

/** Why a training gave no model, and what is left of it. */
export function renderFailure(
  version: string,
  failed: FailedTraining,
  modelsDir: string,
): (Remark | Failure)[] {
  const { failure, out, kept, appeared, stillLive } = failed;
  const beside = [
    ...remarksOnRemoved(failed.removed),
    ...remarksOnAppeared(appeared, modelsDir, '--in-place'),
  ];
  const live = stillLive === null ? [] : [stillLive];
  const head = { sentence: failureSentence(version, failure), lines: details(failure) };
  return [head, ...beside, ...live, ...left()];

  function left(): string[] {
    if (kept.length === 0) return [];
    const ofAnother =
      failure.kind === 'unfit' && failure.problems.some(({ kind }) => kind === 'version-mismatch');
    const options = ofAnother ? ' --restamp' : '';
    return [
      `the files of version ${listOf(kept)} are kept in ${out}`,
      `publish with: model-registry publish ${shellWord(out)} [--version X.Y]${options}, or delete the folder`,
    ];
  }
}

function details(failure: TrainFailure): string[] {
  if (failure.kind === 'unfit') {
    return failure.problems.flatMap((problem) => problemLines(problem, failure.instead));
  }
  if (failure.kind === 'overwritten') {
    return failure.files.map(({ file, change }) => `  ${change}: ${escapeText(file, 1_000)}`);
  }
  return [];
}

function problemLines(problem: Problem, instead: Instead | null): string[] {
  const text = unfitText(problem, instead);
  const advice = adviceOn(problem) ?? text.advice;
  const lines = [...renderFacts(text, 2), ...renderAdvice(advice)];
  return lines.map((line) => line.replace('    ', '  '));
}

/** Null for the problem's own. */
function adviceOn(problem: Problem): string | null {
  if (problem.kind === 'version-mismatch') return STAMP_IT;
  return NOT_WRITTEN.has(problem.kind) ? WRITE_IT : null;
}

const STAMP_IT =
  'Have the command write {version} there; or add --restamp, which does that and keeps the old value as version_before.';
/** There is nothing to restore or to move away: the command has to write the file. */
const NOT_WRITTEN: ReadonlySet<Problem['kind']> = new Set([
  'missing-file',
  'not-a-file',
  'empty-file',
]);
const WRITE_IT = 'Have the command write this file into {out}, and exit 0 only then.';

function listOf(versions: readonly string[]): string {
  return escapeText(versions.join(', '), 200);
}

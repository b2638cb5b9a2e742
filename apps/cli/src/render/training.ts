import { escapeText, type Problem } from '@org/model-registry-core';
import {
  remarkOnFailure,
  type TrainFailure,
  type TrainOutcome,
} from '@org/model-registry-training-gate';
import { renderProblem } from './problem.js';

type Failed = Extract<TrainOutcome, { action: 'failed' }>;

/** Why a training gave no model, and what is left of it. */
export function renderFailure({ version, failure, out, kept }: Failed): string[] {
  return [
    `version ${version} is not published: ${remarkOnFailure(failure)}`,
    ...details(failure),
    ...left(),
  ];

  function left(): string[] {
    if (kept.length === 0) return [];
    return [
      `the files of version ${listOf(kept)} are kept in ${out}`,
      'publish them with: model-registry publish FOLDER [--version X.Y], or delete the folder',
    ];
  }
}

function details(failure: TrainFailure): string[] {
  if (failure.kind === 'unfit') return failure.problems.flatMap(problemLines);
  if (failure.kind === 'overwritten') {
    return failure.files.map(({ file, change }) => `${change}: ${file}`);
  }
  return [];
}

function problemLines(problem: Problem): string[] {
  return renderProblem(problem).map((line) => line.replace(/^ {4}/, '  '));
}

function listOf(versions: readonly string[]): string {
  return escapeText(versions.join(', '), 200);
}

import { escapeText, type Problem } from '@org/model-registry-core';
import type { CleanUp } from '@org/model-registry-fs-store';
import type { CommandEnd, TrainFailure, TrainOutcome } from '@org/model-registry-training-gate';
import { renderFinding, renderProblem, toDo } from './problem.js';

/** What a run found of earlier ones, a line each. */
export function remarksOnCleanUp({ finished, removed, kept, stuck }: CleanUp): string[] {
  return [
    ...finished.map(({ version, outcome }) =>
      outcome === 'published'
        ? `version ${version}, whose publication was interrupted, is published now`
        : `version ${version}, whose publication was interrupted, could not be published`,
    ),
    ...removed.map((path) => `removed what an interrupted training left behind: ${path}`),
    ...kept.map(
      ({ folder, versions }) => `${folder} holds ${listOf(versions)}, finished and not published`,
    ),
    ...stuck.map(({ path, cause }) => `${path} cannot be cleaned up: ${(cause as Error).message}`),
  ];
}

type Failed = Extract<TrainOutcome, { action: 'failed' }>;

/** Why a training gave no model, and what is left of it. */
export function renderFailure({ version, failure, out, kept }: Failed): string[] {
  return [
    isPublished(version, failure)
      ? whatFailed(failure)
      : `version ${version} is not published: ${whatFailed(failure)}`,
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

/** The gate's errors begin so where only what follows a publication failed. */
function isPublished(version: string, failure: TrainFailure): boolean {
  return (
    failure.kind === 'error' && failure.error.message.startsWith(`version ${version} is published`)
  );
}

function whatFailed(failure: TrainFailure): string {
  switch (failure.kind) {
    case 'command':
      return howEnded(failure.end);
    case 'unfit':
      return 'the training command did not leave three files that can be published';
    case 'version-taken':
      return 'the version was taken while it was trained';
    case 'overwritten':
      return 'the training command changed files of earlier models';
    case 'error':
      return failure.error.message;
  }
}

function howEnded(end: CommandEnd): string {
  switch (end.kind) {
    case 'exited':
      return `the training command ended with exit status ${end.status}`;
    case 'killed':
      return `the training command was killed by ${end.signal}`;
    case 'interrupted':
      return `interrupted by ${end.signal}`;
    case 'timed-out':
      return `the training command was ended after ${end.seconds} s`;
    case 'not-started':
      return end.code === 'ENOENT'
        ? 'there is no such program as the training command names'
        : `the training command cannot be started (${end.code})`;
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
  const lines = NOT_WRITTEN.has(problem.kind)
    ? [...renderFinding(problem), ...toDo(WRITE_IT)]
    : renderProblem(problem);
  return lines.map((line) => line.replace(/^ {4}/, '  '));
}

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

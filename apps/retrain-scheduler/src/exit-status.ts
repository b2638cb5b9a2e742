import { isUsageError } from '@org/model-registry-selector';
import {
  type FailureStatus,
  InterruptedError,
  statusOfFailure,
  statusOfSignal,
} from '@org/model-registry-training-gate';
import type { RunResult } from './run-result.js';

/** What each exit status means; docs/scheduling.md has the same table. */
export const EXIT = { done: 0, notPromoted: 1, usage: 2, failure: 3 } as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT] | FailureStatus;

export function statusOf(error: unknown): ExitStatus {
  if (isUsageError(error)) return EXIT.usage;
  return error instanceof InterruptedError ? statusOfSignal(error.signal) : EXIT.failure;
}

/** A run whose state could not be written has failed, whatever became of the model. */
export function statusOfResult(result: RunResult): ExitStatus {
  if ('stateError' in result && result.stateError !== null) return EXIT.failure;
  if (result.action === 'not-promoted') return EXIT.notPromoted;
  if (result.action !== 'failed') return EXIT.done;
  const { failure } = result;
  return failure.kind === 'error' ? statusOf(failure.error) : statusOfFailure(failure);
}

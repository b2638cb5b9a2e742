import { ConfigError, PinError } from '@org/model-registry-fs-scanner';
import { OptionError } from '@org/model-registry-selector';
import { InterruptedError } from '@org/model-registry-training-gate';
import type { RunResult } from './run-result.js';

/** What each exit status means; docs/scheduling.md has the same table. */
export const EXIT = { done: 0, notPromoted: 1, usage: 2, failure: 3, trainingFailed: 4 } as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT] | 129 | 130 | 143;

/** A command line or a config that cannot be carried out as it is. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function statusOf(error: unknown): ExitStatus {
  const isUsage = [UsageError, OptionError, ConfigError, PinError].some(
    (kind) => error instanceof kind,
  );
  if (isUsage) return EXIT.usage;
  return error instanceof InterruptedError ? statusOfSignal(error.signal) : EXIT.failure;
}

/** A run whose state could not be written has failed, whatever became of the model. */
export function statusOfResult(result: RunResult): ExitStatus {
  if ('stateError' in result && result.stateError !== null) return EXIT.failure;
  if (result.action === 'not-promoted') return EXIT.notPromoted;
  if (result.action !== 'failed') return EXIT.done;
  const { failure } = result;
  if (failure.kind === 'error') return statusOf(failure.error);
  if (failure.kind === 'version-taken') return EXIT.notPromoted;
  const isInterrupted = failure.kind === 'command' && failure.end.kind === 'interrupted';
  return isInterrupted ? statusOfSignal(failure.end.signal) : EXIT.trainingFailed;
}

/** What a shell gives for a process that the signal ended. */
function statusOfSignal(signal: NodeJS.Signals): ExitStatus {
  if (signal === 'SIGINT') return 130;
  return signal === 'SIGHUP' ? 129 : 143;
}

import type { TrainFailure } from '@org/model-registry-core';
import { InterruptedError, isUsageError, RefusedError } from './errors.js';

/** What each exit status of the three programs means; the tables in docs/ say the same. */
export const EXIT = {
  done: 0,
  /** The answer is no: there is no model to give, or what was asked for is refused. */
  no: 1,
  /** The command line, the config or a pin has to be mended. */
  usage: 2,
  failure: 3,
  /** The training command failed, or made files that cannot be published. */
  training: 4,
  /** Another process holds the lock. */
  busy: 5,
  // As a shell gives for a process that such a signal ended.
  hangup: 129,
  interrupt: 130,
  terminate: 143,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/**
 * The exit status for a signal that asked a program to end.
 *
 * @example statusOfSignal('SIGINT') // 130
 */
function statusOfSignal(signal: NodeJS.Signals): ExitStatus {
  if (signal === 'SIGINT') return EXIT.interrupt;
  return signal === 'SIGHUP' ? EXIT.hangup : EXIT.terminate;
}

/**
 * The exit status of a program whose training failed: 4 where the command or what it made is to
 * blame, 1 where the version was taken meanwhile, and a shell's own for a signal. An `error` is for
 * {@link statusOfError}.
 *
 * @example statusOfFailure({ kind: 'version-taken' }) // 1
 */
export function statusOfFailure(failure: Exclude<TrainFailure, { kind: 'error' }>): ExitStatus {
  if (failure.kind === 'version-taken') return EXIT.no;
  const isInterrupted = failure.kind === 'command' && failure.end.kind === 'interrupted';
  return isInterrupted ? statusOfSignal(failure.end.signal) : EXIT.training;
}

/**
 * The exit status for an error.
 *
 * @param known judges the errors that only one program knows; null for those it does not know either
 */
export function statusOfError(
  error: unknown,
  known?: (error: unknown) => ExitStatus | null,
): ExitStatus {
  if (isUsageError(error)) return EXIT.usage;
  if (error instanceof RefusedError) return EXIT.no;
  if (error instanceof InterruptedError) return statusOfSignal(error.signal);
  return known?.(error) ?? EXIT.failure;
}

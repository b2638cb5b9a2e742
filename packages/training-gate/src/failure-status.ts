import type { TrainFailure } from './train-request.js';

/** What a shell gives for a process that SIGHUP, SIGINT or SIGTERM ended. */
type SignalStatus = 129 | 130 | 143;
/** What {@link statusOfFailure} gives: 1, 4, or a shell's own for a signal. */
export type FailureStatus = 1 | 4 | SignalStatus;

/**
 * The exit status of a program whose training failed: 4 where the command or what it made is to
 * blame, 1 where the version was taken meanwhile, and a shell's own for a signal. What the system
 * refused is the program's to judge.
 *
 * @example statusOfFailure({ kind: 'version-taken' }) // 1
 */
export function statusOfFailure(failure: Exclude<TrainFailure, { kind: 'error' }>): FailureStatus {
  if (failure.kind === 'version-taken') return 1;
  const isInterrupted = failure.kind === 'command' && failure.end.kind === 'interrupted';
  return isInterrupted ? statusOfSignal(failure.end.signal) : 4;
}

/**
 * The exit status for a signal that asked a program to end.
 *
 * @example statusOfSignal('SIGINT') // 130
 */
export function statusOfSignal(signal: NodeJS.Signals): SignalStatus {
  if (signal === 'SIGINT') return 130;
  return signal === 'SIGHUP' ? 129 : 143;
}

import {
  BusyError,
  SourceFolderError,
  StoreRefusal,
  VersionTakenError,
} from '@org/model-registry-fs-store';
import { isUsageError } from '@org/model-registry-selector';
import {
  type FailureStatus,
  InterruptedError,
  statusOfSignal,
} from '@org/model-registry-training-gate';

/** What each exit status of the command means; docs/cli.md has the same table. */
export const EXIT = { done: 0, no: 1, usage: 2, failure: 3, busy: 5 } as const;
/** Those, and what the gate gives for a training that failed or was interrupted. */
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT] | FailureStatus;

/** Something that was asked for and cannot be done; nothing was changed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** The exit status for an error; what is of no known kind is a failure. */
export function statusOf(error: unknown): ExitStatus {
  if (isUsageError(error) || WRONG_NAME.some((kind) => error instanceof kind)) return EXIT.usage;
  if (error instanceof Refusal || error instanceof StoreRefusal) return EXIT.no;
  if (error instanceof BusyError) return EXIT.busy;
  return error instanceof InterruptedError ? statusOfSignal(error.signal) : EXIT.failure;
}

/** The store turns down what the command line names. */
const WRONG_NAME = [VersionTakenError, SourceFolderError];

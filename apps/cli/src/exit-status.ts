import { ConfigError, PinError } from '@org/model-registry-fs-scanner';
import {
  BusyError,
  SourceFolderError,
  StoreRefusal,
  VersionTakenError,
} from '@org/model-registry-fs-store';
import { OptionError } from '@org/model-registry-selector';
import { InterruptedError } from '@org/model-registry-training-gate';

/** What each exit status of the command means; docs/cli.md has the same table. */
export const EXIT = { done: 0, no: 1, usage: 2, failure: 3, trainingFailed: 4, busy: 5 } as const;
/** Those, and what a shell gives for SIGHUP, SIGINT and SIGTERM. */
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT] | 129 | 130 | 143;

/** A command line that cannot be carried out as it is. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something that was asked for and cannot be done; nothing was changed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** The exit status for an error; what is of no known kind is a failure. */
export function statusOf(error: unknown): ExitStatus {
  if (USAGE.some((kind) => error instanceof kind)) return EXIT.usage;
  if (error instanceof Refusal || error instanceof StoreRefusal) return EXIT.no;
  if (error instanceof BusyError) return EXIT.busy;
  return error instanceof InterruptedError ? statusOfSignal(error.signal) : EXIT.failure;
}

const USAGE = [
  UsageError,
  OptionError,
  ConfigError,
  PinError,
  VersionTakenError,
  SourceFolderError,
];

/** What a shell gives for a process that the signal ended. */
export function statusOfSignal(signal: NodeJS.Signals): ExitStatus {
  if (signal === 'SIGINT') return 130;
  return signal === 'SIGHUP' ? 129 : 143;
}

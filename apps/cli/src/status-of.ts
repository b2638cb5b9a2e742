import {
  BusyError,
  SourceFolderError,
  StoreRefusal,
  UnknownVersionError,
  VersionTakenError,
} from '@org/model-registry-fs-store';
import { EXIT, type ExitStatus } from '@org/model-registry-program';

/** The exit status for an error of the store; null for any other. */
export function statusOf(error: unknown): ExitStatus | null {
  // The command line names a version or a folder that the store turns down.
  if (WRONG_NAME.some((kind) => error instanceof kind)) return EXIT.usage;
  if (error instanceof StoreRefusal) return EXIT.no;
  return error instanceof BusyError ? EXIT.busy : null;
}

const WRONG_NAME = [VersionTakenError, SourceFolderError, UnknownVersionError];

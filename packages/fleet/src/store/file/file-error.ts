import { systemErrorText } from '@org/model-registry-core';
import { StoreError, type StoreErrorKind } from '../store-error.js';

const KINDS: Readonly<Record<string, StoreErrorKind>> = {
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'denied',
  ENOENT: 'no-store',
  ENOTDIR: 'damaged',
  ELOOP: 'damaged',
  EISDIR: 'damaged',
};

/**
 * What the system says of a store in a folder, as a StoreError. Errors of other kinds stay as they are.
 *
 * @param what is named in front of it, with its path
 */
export function fileStoreError(what: string, error: unknown): unknown {
  if (error instanceof StoreError) return error;
  const { code, syscall } = rootOf(error);
  if (syscall === undefined || code === undefined) return error;
  const kind = KINDS[code] ?? 'out-of-reach';
  return new StoreError(kind, `${what}: ${systemErrorText(code)}`, { cause: error });
}

/** The system's code of an error, or of what caused it; undefined for one of another kind. */
export function codeOf(error: unknown): string | undefined {
  const { code, syscall } = rootOf(error);
  return syscall === undefined ? undefined : code;
}

function rootOf(error: unknown): NodeJS.ErrnoException {
  return ((error as Error)?.cause ?? error) as NodeJS.ErrnoException;
}

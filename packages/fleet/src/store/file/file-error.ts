import { existsSync } from 'node:fs';
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

/** A store in a folder: the folder, and what it is called. */
interface Place {
  readonly root: string;
  readonly name: string;
}

/**
 * What the system says of a store in a folder, as a StoreError. Errors of other kinds stay as they are.
 *
 * @param key null for what is of no key
 */
export function fileStoreError({ root, name }: Place, key: string | null, error: unknown): unknown {
  if (error instanceof StoreError) return error;
  const { code, syscall } = rootOf(error);
  if (syscall === undefined || code === undefined) return error;
  const kind = KINDS[code] ?? 'out-of-reach';
  // Else it is the file that is sent, or a folder that somebody removed just now.
  if (code === 'ENOENT' && !existsSync(root)) {
    const advice = 'mount it, make the folder, or correct model.store.url';
    return new StoreError(kind, `there is no ${name}: ${advice}`, { cause: error });
  }
  const what = key === null ? name : `${key} in ${name}`;
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

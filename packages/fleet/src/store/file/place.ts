import { lstatSync, writeFileSync } from 'node:fs';
import type { Folder } from '@org/model-registry-fs-store';
import { filePieces, PIECE } from '../file-body.js';
import type { Body, Created, RequestOptions } from '../object-store.js';
import { StoreError } from '../store-error.js';
import { codeOf } from './file-error.js';

/** Writes a body into a file that is open. */
export async function writeBody(
  descriptor: number,
  body: Body,
  { signal, onBytes }: RequestOptions,
): Promise<void> {
  const pieces = body.kind === 'bytes' ? [body.bytes] : filePieces(body, PIECE);
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    writeFileSync(descriptor, piece);
    onBytes?.(piece.length);
  }
}

/** A network may lose the answer to a link that was made: then it says that our own is there. */
export function isOwn(folder: Folder, temporary: string, name: string): Created {
  const [own, there] = [temporary, name].map((each) =>
    lstatSync(folder.at(each), { bigint: true, throwIfNoEntry: false }),
  );
  return own !== undefined && own.ino === there?.ino && own.dev === there.dev
    ? 'created'
    : 'exists';
}

const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'EMLINK']);

/**
 * What a link that failed says of a store: an error that names what it lacks, or the system's own.
 *
 * @param name of the store
 */
export function noLinks(name: string, cause: unknown): unknown {
  const code = codeOf(cause) ?? '';
  if (!NO_LINKS.has(code)) return cause;
  return new StoreError(
    'not-create-only',
    `${name} is on a file system without hard links (${code}), by which a key is created once: use NFS or a local one such as ext4, xfs or btrfs`,
    { cause },
  );
}

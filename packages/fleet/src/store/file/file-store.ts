import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  unlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { escapeText } from '@org/model-registry-core';
import {
  type Folder,
  inFolder,
  makeFolderAt,
  SHARED,
  share,
  syncOpen,
} from '@org/model-registry-fs-store';
import { piecesFrom } from '../file-body.js';
import { checkKey, checkPrefix } from '../keys.js';
import type { Body, Created, Entry, ObjectStore, RequestOptions } from '../object-store.js';
import { StoreError } from '../store-error.js';
import { codeOf, fileStoreError } from './file-error.js';
import { listFolder } from './list-folder.js';
import { isOwn, noLinks, writeBody } from './place.js';
import { newTemporary, removeLeft } from './temporary.js';

const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * A store in a folder that many machines see. A key is created by a hard link from a finished file beside
 * it, which fails where the name is taken. No symlink in the folder is followed. Files and folders get
 * the permissions of the folder, as far as they are of their owner's to give.
 *
 * @param folder absolute; it has to be there, since a missing one is most likely not mounted
 * @example fileStore('/mnt/share/models')
 */
export function fileStore(folder: string): ObjectStore {
  return new FileStore(folder);
}

class FileStore implements ObjectStore {
  readonly name: string;
  readonly #root: string;
  /** `inFolder` and `share` of fs-store take a models directory; what they do is right for any folder. */
  readonly #place: { readonly root: string; readonly name: string };
  readonly #as: { readonly modelsDir: string };
  /** Folders in which this process looked for what killed writers left. */
  readonly #tidied = new Set<string>();

  constructor(folder: string) {
    this.#root = folder;
    this.#as = { modelsDir: folder };
    this.name = `file://${escapeText(folder, folder.length)}`;
    this.#place = { root: folder, name: this.name };
  }

  async create(key: string, body: Body, options: RequestOptions = {}): Promise<Created> {
    if (this.#isTaken(key)) return 'exists';
    return this.#write(key, body, options, (folder, temporary, name) => {
      try {
        linkSync(folder.at(temporary), folder.at(name));
        return 'created';
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return isOwn(folder, temporary, name);
        throw noLinks(this.name, error);
      }
    });
  }

  async replace(key: string, bytes: Uint8Array, options: RequestOptions = {}): Promise<void> {
    const body = { kind: 'bytes', bytes } as const;
    await this.#write(key, body, options, (folder, temporary, name) =>
      renameSync(folder.at(temporary), folder.at(name)),
    );
  }

  async get(key: string, limit: number, options: RequestOptions = {}): Promise<Uint8Array | null> {
    const read = await this.read(key, 0, options);
    if (!read) return null;
    const pieces: Uint8Array[] = [];
    let size = read.size;
    if (size <= limit) {
      size = 0;
      for await (const piece of read.bytes) {
        pieces.push(piece);
        size += piece.length;
        if (size > limit) break;
      }
    }
    if (size <= limit) return Buffer.concat(pieces);
    throw new StoreError('too-large', `${key} in ${this.name} has more than ${limit} bytes`);
  }

  async read(
    key: string,
    from: number,
    { signal, onBytes }: RequestOptions = {},
  ): Promise<{ readonly size: number; readonly bytes: AsyncIterable<Uint8Array> } | null> {
    signal?.throwIfAborted();
    const opened = this.#open(key);
    if (!opened) return null;
    closeSync(opened.descriptor);
    return {
      size: opened.stats.size,
      bytes: this.#pieces(key, from, opened.stats, signal, onBytes),
    };
  }

  async head(key: string, { signal }: RequestOptions = {}): Promise<Entry | null> {
    signal?.throwIfAborted();
    const opened = this.#open(key);
    if (!opened) return null;
    closeSync(opened.descriptor);
    return { key, size: opened.stats.size, modified: Math.floor(opened.stats.mtimeMs) };
  }

  async *list(
    prefix: string,
    after?: string,
    { signal }: RequestOptions = {},
  ): AsyncIterable<Entry> {
    checkPrefix(prefix);
    try {
      inFolder(this.#as, this.#root, () => {});
      for (const entry of listFolder(this.#as, '', prefix, after ?? '')) {
        signal?.throwIfAborted();
        yield entry;
      }
    } catch (error) {
      throw fileStoreError(this.#place, null, error);
    }
  }

  async delete(key: string, { signal }: RequestOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    this.#inFolderOf(key, (folder, name) => {
      unlinkSync(folder.at(name));
      syncOpen(folder.descriptor);
    });
  }

  #isTaken(key: string): boolean {
    const stats = this.#inFolderOf(key, (folder, name) => lstatSync(folder.at(name)));
    return stats !== null;
  }

  /** Writes a file beside its place, and puts it there in one step. */
  async #write<T>(
    key: string,
    body: Body,
    options: RequestOptions,
    place: (folder: Folder, temporary: string, name: string) => T,
  ): Promise<T> {
    const path = join(this.#root, checkKey(key));
    const above = dirname(path);
    const temporary = newTemporary();
    options.signal?.throwIfAborted();
    try {
      this.#makeFolders(above);
      const descriptor = inFolder(this.#as, above, (folder) =>
        openSync(folder.at(temporary), 'wx', 0o600),
      );
      try {
        share(descriptor, this.#root, SHARED.forReaders);
        await writeBody(descriptor, body, options);
        fsyncSync(descriptor);
        return inFolder(this.#as, above, (folder) => {
          const placed = place(folder, temporary, basename(path));
          syncOpen(folder.descriptor);
          this.#tidy(above, folder, fstatSync(descriptor));
          return placed;
        });
      } finally {
        closeSync(descriptor);
        inFolder(this.#as, above, (folder) => rmSync(folder.at(temporary), { force: true }));
      }
    } catch (error) {
      throw fileStoreError(this.#place, key, error);
    }
  }

  #makeFolders(path: string): void {
    if (path === this.#root) return;
    try {
      inFolder(this.#as, path, () => {});
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      this.#makeFolders(dirname(path));
      makeFolderAt(this.#as, path);
    }
  }

  #tidy(path: string, folder: Folder, { mtimeMs }: Stats): void {
    if (this.#tidied.has(path)) return;
    this.#tidied.add(path);
    removeLeft(folder, mtimeMs);
  }

  /** null where nothing is under the key. */
  #open(key: string): { readonly descriptor: number; readonly stats: Stats } | null {
    return this.#inFolderOf(key, (folder, name) => {
      const descriptor = openSync(folder.at(name), READ);
      const stats = fstatSync(descriptor);
      if (stats.isFile()) return { descriptor, stats };
      closeSync(descriptor);
      throw new StoreError('damaged', `${key} in ${this.name} is no regular file`);
    });
  }

  async *#pieces(
    key: string,
    from: number,
    before: Stats,
    signal: AbortSignal | undefined,
    onBytes: RequestOptions['onBytes'],
  ): AsyncIterable<Uint8Array> {
    const opened = this.#open(key);
    if (!opened)
      throw new StoreError('damaged', `${key} in ${this.name} was removed while it was read`);
    try {
      if (opened.stats.ino !== before.ino || opened.stats.size !== before.size)
        throw new StoreError('damaged', `${key} in ${this.name} was changed while it was read`);
      for await (const piece of piecesFrom(opened.descriptor, from)) {
        signal?.throwIfAborted();
        onBytes?.(piece.length);
        yield piece;
      }
    } catch (error) {
      throw fileStoreError(this.#place, key, error);
    } finally {
      closeSync(opened.descriptor);
    }
  }

  /** null where the key or its folder is missing, and the store itself is there. */
  #inFolderOf<T>(key: string, body: (folder: Folder, name: string) => T): T | null {
    const path = join(this.#root, checkKey(key));
    try {
      return inFolder(this.#as, this.#root, () => {
        try {
          return inFolder(this.#as, dirname(path), (folder) => body(folder, basename(path)));
        } catch (error) {
          if (codeOf(error) === 'ENOENT') return null;
          throw error;
        }
      });
    } catch (error) {
      throw fileStoreError(this.#place, key, error);
    }
  }
}

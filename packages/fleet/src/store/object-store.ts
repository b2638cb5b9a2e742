/** Bytes to store: in memory, or a file whose content was hashed before. */
export type Body =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'file';
      /** Absolute. Whoever stores it refuses a file whose size or hash is another by now. */
      readonly path: string;
      readonly size: number;
      /** SHA-256 of its content, 64 lowercase hexadecimal digits. */
      readonly sha256: string;
    };

/**
 * How a create-only PUT ended. `exists` says that the key was there before, whatever it holds: where an
 * answer was lost and the request sent again, that may be what this one stored itself; its caller
 * compares what is there with the token that it wrote.
 */
export type Created = 'created' | 'exists';

/** What a store says of one key. */
export interface Entry {
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  /** Milliseconds since 1970 by the store's clock; null where it does not say. */
  readonly modified: number | null;
}

/** How a request may be ended, and what it may tell meanwhile. */
export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** Called with bytes that went over the line since the last call. */
  readonly onBytes?: (count: number) => void;
}

/** The same for an object that is read as it comes. */
export interface ReadOptions extends RequestOptions {
  /** Bytes that its reader expects; for many a line of their own is worth while. */
  readonly expected?: number;
}

/**
 * A place of keys and bytes that many machines share: a bucket, or a folder. Keys are relative to its
 * prefix, of the characters `[a-z0-9./_-]`, without empty, `.` or `..` parts; others are refused before
 * anything is sent. Every method throws {@link StoreError} alone for what the store or the network did, and
 * tries again by itself what may be tried again.
 */
export interface ObjectStore {
  /** For people: where it is, without anything secret: `s3://bucket/prefix at s3.example`. */
  readonly name: string;
  /** Stores a body under a key that nothing is under yet; one of many at once wins. */
  create(key: string, body: Body, options?: RequestOptions): Promise<Created>;
  /** Stores bytes under a key, whatever is there: for `hosts/` alone. */
  replace(key: string, bytes: Uint8Array, options?: RequestOptions): Promise<void>;
  /**
   * Reads a small object whole.
   *
   * @param limit bytes, inclusive; a larger one is a StoreError of kind `too-large`, and is not read on
   * @returns null where nothing is under the key
   */
  get(key: string, limit: number, options?: RequestOptions): Promise<Uint8Array | null>;
  /**
   * Reads an object as it comes.
   *
   * @param from the first byte that is wanted, for going on where an earlier read ended
   * @returns null where nothing is under the key; the size is that of the whole object, and a piece of its
   *   bytes is good until the next is asked for
   */
  read(
    key: string,
    from: number,
    options?: ReadOptions,
  ): Promise<{ readonly size: number; readonly bytes: AsyncIterable<Uint8Array> } | null>;
  /** @returns null where nothing is under the key */
  head(key: string, options?: RequestOptions): Promise<Entry | null>;
  /**
   * The keys that begin with a prefix, in ascending order of their bytes, as pages come.
   *
   * @param after only keys behind this one
   */
  list(prefix: string, after?: string, options?: RequestOptions): AsyncIterable<Entry>;
  /** Removes a key; it is no error where nothing is there. */
  delete(key: string, options?: RequestOptions): Promise<void>;
}

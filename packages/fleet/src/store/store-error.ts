/** Why a store did not do what it was asked. */
export type StoreErrorKind =
  /** No answer, in time and after all tries: the network, its name, or the store is down. */
  | 'out-of-reach'
  /** The store knows who asks, and does not allow it; or it does not know the keys. */
  | 'denied'
  /** No keys were found, or what should give them failed. */
  | 'no-credentials'
  /** There is no such bucket or folder. */
  | 'no-store'
  /** What is there is larger than it may be. */
  | 'too-large'
  /** What came is not what was asked for: another hash or size, or not an answer of this API. */
  | 'damaged'
  /** The store does not keep create-only: it must not be written to. */
  | 'not-create-only'
  /** The store does not do this at all. */
  | 'unsupported';

/** A store, or the way to it, failed. Its message is for people, one sentence, with nothing secret in it. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    readonly kind: StoreErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Which stores keep create-only, for whoever has one that does not. */
export const PROVIDERS =
  'use one that keeps it: AWS S3, Cloudflare R2, Google Cloud Storage, Ceph, Scaleway or CoreWeave';

import { fileURLToPath } from 'node:url';
import { fileStore } from './file/file-store.js';
import type { ObjectStore } from './object-store.js';
import { StoreError } from './store-error.js';

/** Which store: `model.store` of the config. */
export interface StoreSettings {
  /** `s3://bucket/prefix`, or `file:///folder`. */
  readonly url: string;
  /** Of an S3 store that is not Amazon's: `https://s3.example`. */
  readonly endpoint?: string;
  readonly region?: string;
  /** Whether the bucket stands in the path of a request; else in the name of its host. */
  readonly pathStyle?: boolean;
  /** Of the AWS files; where it is missing, `AWS_PROFILE` or `default`. */
  readonly profile?: string;
}

/** Time as a store sees it, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Between 0 and 1, as `Math.random`. */
  random(): number;
  /** Ends after so many milliseconds; rejects with the signal's reason where that comes first. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** What a store finds around it. */
export interface StoreSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The home folder of whoever runs this: `.aws` is in it. */
  readonly home: string;
  readonly clock: Clock;
  /** Told, once each, of what somebody has to mend though it was made up for: a clock that is wrong. */
  readonly onRemark: (text: string) => void;
}

/**
 * Opens the store that settings name. Nothing is sent yet: whether it is there is seen by the first call.
 *
 * @throws StoreError of kind `unsupported` for a URL that is neither `s3://` nor `file:///`
 * @example const store = await openStore({ url: 'file:///mnt/share/models' }, surroundings)
 */
export async function openStore(
  settings: StoreSettings,
  _surroundings: StoreSurroundings,
): Promise<ObjectStore> {
  if (settings.url.startsWith('file:///')) return fileStore(folderOf(settings.url));
  throw new StoreError(
    'unsupported',
    `model.store.url has to be s3://bucket/prefix or file:///folder, not ${settings.url}`,
  );
}

function folderOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new StoreError('unsupported', `model.store.url names no folder: ${url}`, { cause });
  }
}

import { fileURLToPath } from 'node:url';
import { fileStore } from './file/file-store.js';
import type { ObjectStore } from './object-store.js';
import type { StoreSettings, StoreSurroundings } from './settings.js';
import { StoreError } from './store-error.js';

/**
 * Opens the store that settings name. Nothing is sent yet: whether it is there is seen by the first call.
 *
 * @throws StoreError of kind `unsupported` for settings that name no store, with the key to correct
 * @example const store = await openStore({ url: 'file:///mnt/share/models' }, surroundings)
 */
export async function openStore(
  settings: StoreSettings,
  surroundings: StoreSurroundings,
): Promise<ObjectStore> {
  if (settings.url.startsWith('file:///')) return fileStore(folderOf(settings.url));
  // What signs and sends is loaded by whom it serves.
  const { openBucket } = await import('./s3/open-bucket.js');
  return openBucket(settings, surroundings);
}

function folderOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new StoreError('unsupported', `model.store.url names no folder: ${url}`, { cause });
  }
}

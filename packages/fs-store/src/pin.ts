import { type Decision, formatInstant, MAX_REASON_LENGTH } from '@org/model-registry-core';
import { isThere } from '@org/model-registry-fs-scanner';
import { removeTree, syncFolder } from './files/folder.js';
import { writeFile } from './files/write-file.js';
import { type Change, recordChange } from './journal/record-change.js';
import type { StoreLock } from './locks/registry-locks.js';

/**
 * Pins a version: `.registry/pin.json`, in place of a pin that was there. At once and durable.
 * Whether the version may be selected is for the caller to decide.
 *
 * @returns the decision after it
 * @throws Error where the file or the journal cannot be written. Unless the message says that the
 *   version is pinned, it is not
 * @example await writePin(store, '1.4', { situation, at, reason: 'rollback', previousVersion: '1.5' })
 */
export async function writePin(
  store: StoreLock,
  version: string,
  change: Change,
): Promise<Decision> {
  const { registry } = store;
  const content = JSON.stringify({
    version,
    at: formatInstant(change.at),
    reason: change.reason.slice(0, MAX_REASON_LENGTH),
  });
  writeFile(registry, registry.pin, `${content}\n`);
  return record(store, 'pinned', version, change);
}

/**
 * Removes the pin that was made by command, also one that cannot be read.
 *
 * @returns the decision after it; null where there was no pin, and nothing was done
 * @throws Error where the file cannot be removed or the journal cannot be written. Unless the
 *   message says that the pin is removed, it is not
 * @example await removePin(store, change)
 */
export async function removePin(store: StoreLock, change: Change): Promise<Decision | null> {
  const { registry } = store;
  if (!isThere(registry.pin)) return null;
  removeTree(registry, registry.pin);
  syncFolder(registry.root);
  return record(store, 'unpinned', null, change);
}

/** The pin is made, or removed, by now: whoever reads the error has to know. */
async function record(
  store: StoreLock,
  event: 'pinned' | 'unpinned',
  version: string | null,
  change: Change,
): Promise<Decision> {
  try {
    return await recordChange(store, event, version, change);
  } catch (error) {
    const what = version === null ? 'the pin is removed' : `version ${version} is pinned`;
    const { message } = error as Error;
    throw new Error(`${what}, and that is not recorded: ${message}`, { cause: error });
  }
}

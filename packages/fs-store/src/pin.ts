import { rmSync, unlinkSync } from 'node:fs';
import { formatInstant } from '@org/model-registry-core';
import { type Change, recordChange } from './change.js';
import { prepareRegistry } from './registry-folder.js';
import { syncFolder } from './sync-folder.js';
import { writeFile } from './write-file.js';

/**
 * Pins a version: `.registry/pin.json`, in place of a pin that was there. At once and durable.
 * Whether it may be selected is the caller's question. The caller holds the store lock.
 *
 * @throws Error where the file or the journal cannot be written
 * @example await writePin('models', '1.4', { now, reason: 'rollback', before: '1.5', selected })
 */
export async function writePin(modelsDir: string, version: string, change: Change): Promise<void> {
  const { pin } = prepareRegistry(modelsDir);
  const { now, reason } = change;
  const content = JSON.stringify({
    version,
    at: formatInstant(now),
    reason: reason.slice(0, 1_000),
  });
  writeFile(pin, `${content}\n`, modelsDir);
  await record(modelsDir, version, change, `version ${version} is pinned`);
}

/**
 * Removes the pin that was made by command, also one that cannot be read. The caller holds the
 * store lock.
 *
 * @returns false where there was none, and nothing was done
 * @throws Error where the file cannot be removed or the journal cannot be written
 * @example await removePin('models', change)
 */
export async function removePin(modelsDir: string, change: Change): Promise<boolean> {
  const { pin, root } = prepareRegistry(modelsDir);
  try {
    unlinkSync(pin);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code !== 'EISDIR' && code !== 'EPERM') throw error;
    rmSync(pin, { recursive: true });
  }
  syncFolder(root);
  await record(modelsDir, null, change, 'the pin is removed');
  return true;
}

/** What cannot be recorded holds all the same, and who asked for it has to know. */
async function record(
  modelsDir: string,
  version: string | null,
  change: Change,
  done: string,
): Promise<void> {
  try {
    await recordChange(modelsDir, version === null ? 'unpinned' : 'pinned', version, change);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${done}, and not all is done: ${message}`, { cause: error });
  }
}

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { prepareRegistry } from './registry-folder.js';

/**
 * Makes a new private folder for one run, on the file system of the models directory. The caller
 * holds the training lock, or the store lock until the folder is published or removed.
 *
 * @param prefix of its name; says which of the two locks it is made under
 * @returns its absolute path
 * @throws Error with the system's error as `cause`
 * @example createStaging('models') // '/srv/bot/models/.registry/staging/run-Ab12Cd'
 */
export function createStaging(modelsDir: string, prefix: 'run-' | 'copy-' = 'run-'): string {
  const { staging } = prepareRegistry(modelsDir, 'staging');
  try {
    return mkdtempSync(join(staging, prefix));
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`no folder can be made in ${staging}: ${message}`, { cause: error });
  }
}

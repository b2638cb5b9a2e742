import { join } from 'node:path';
import { artifactFileName, RECORDED_ARTIFACTS } from '@org/model-registry-core';
import { StoreRefusal } from '../errors.js';
import { syncFile, syncFolder } from '../files/folders.js';
import { replaceInModels } from '../files/replace-file.js';
import { type Change, recordChange } from '../journal/record-change.js';
import type { StoreLock } from '../locks/registry-locks.js';
import { type CheckedTrio, keepChecked } from './check-trio.js';
import { checkUnchanged, publishedConfig } from './prepare-trio.js';
import type { Publication } from './publish-staged.js';

/**
 * Does for a version that a command wrote straight into the models directory what can still be done:
 * makes its files durable, records `artifacts` and `published_at` in its config file, and writes the
 * journal. Permissions are left as they are.
 *
 * @param checked by `checkInPlace`
 * @returns the problems, where the files cannot be published; they stay as they are
 * @throws StoreRefusal where the files were changed since they were checked
 * @throws Error with the system's error as `cause`
 * @example await publishInPlace(store, checked, { situation, at, reason: 'trained in place', previousVersion: null })
 */
export async function publishInPlace(
  store: StoreLock,
  checked: CheckedTrio,
  change: Change,
): Promise<Publication> {
  const { modelsDir } = store.registry;
  const { version, fingerprints, configText } = checked;
  const text = publishedConfig(checked, change.at);
  if (typeof text !== 'string') return { ok: false, problems: [text] };
  checkUnchanged(checked);
  for (const artifact of RECORDED_ARTIFACTS) {
    syncFile(join(modelsDir, artifactFileName(artifact, version)));
  }
  replaceInModels(store, join(modelsDir, artifactFileName('config', version)), (found) => {
    if (found !== configText) throw new StoreRefusal(`version ${version} was changed meanwhile`);
    return text;
  });
  syncFolder(modelsDir);
  keepChecked(checked, modelsDir);
  const decision = await recordChange(store, 'published', version, change);
  return { ok: true, version, fingerprints, decision };
}

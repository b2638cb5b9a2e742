import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SHARED, share } from './share.js';
import { syncFolder } from './sync-folder.js';

/**
 * Writes a file in one step that survives a crash: a reader sees what was there before or the new
 * content, whole. Two writers of one file have to exclude each other. What stands at the name is
 * replaced, and a symlink there is not followed.
 *
 * @param modelsDir whose readers may read it
 */
export function writeFile(file: string, content: string, modelsDir: string): void {
  const temporary = `${file}.tmp`;
  rmSync(temporary, { force: true });
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    writeFileSync(descriptor, content);
    share(descriptor, modelsDir, SHARED.forReaders);
    fsyncSync(descriptor);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  syncFolder(dirname(file));
}

import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Registry } from '@org/model-registry-fs-scanner';
import { syncFolder } from './folders.js';
import { SHARED, share } from './share.js';

/**
 * Writes a file in one step that survives a crash: a reader sees what was there before or the new
 * content, whole. Two writers of one file have to exclude each other. What stands at the name is
 * replaced; a symlink there is not followed. Whoever may read the models directory may read the file.
 */
export function writeFile({ modelsDir }: Registry, file: string, content: string): void {
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

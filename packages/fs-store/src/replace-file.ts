import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from './sync-folder.js';

/**
 * Replaces a file's content in one step that survives a crash: a reader sees the old content or
 * the new, whole. Owner and permissions stay; behind a symlink the file itself is replaced.
 *
 * @param change from the old text to the new; what it throws is thrown on, and nothing is changed
 * @example replaceFile(model.configPath, (text) => setMembers(text, { training_days: 730 }))
 */
export function replaceFile(path: string, change: (content: string) => string): void {
  const file = realpathSync(path);
  const folder = dirname(file);
  const { mode, uid, gid } = statSync(file);
  const content = change(readFileSync(file, 'utf8'));
  const temporary = join(folder, `.${basename(file)}.${process.pid}.tmp`);
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    writeFileSync(descriptor, content);
    fchownSync(descriptor, uid, gid);
    fchmodSync(descriptor, mode & 0o7777);
    fsyncSync(descriptor);
    renameSync(temporary, file);
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  } finally {
    closeSync(descriptor);
  }
  syncFolder(folder);
}

import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { isInUse, marksLeft, type Registry } from '@org/model-registry-fs-scanner';
import { type Folder, inFolder } from '../files/folder.js';
import { SHARED, share } from '../files/share.js';

/**
 * Leaves the marks of a registry, outside the models directory: where that is empty one day, since its
 * volume is not mounted, they tell. Git is told to pass by what is kept there, and by `.registry`. What
 * cannot be written is left out: {@link marksLeft} tells.
 */
export function leaveMarks(registry: Registry): void {
  const { root, modelsDir } = registry;
  createIn(root, modelsDir, { '.gitignore': '*\n' });
  for (const mark of registry.marks) {
    const text = `model-registry keeps models in ${modelsDir}. Should that directory be empty or gone, no model\nis selected or trained, until this file is removed, or \`train --fresh\` is called.\n`;
    makeFolder(dirname(mark), modelsDir);
    createIn(dirname(mark), modelsDir, { '.gitignore': '*\n', [basename(mark)]: text });
  }
}

/**
 * Forgets that a models directory which is empty or gone was used: the next training in it is its first
 * one. A directory that is in use keeps its marks.
 *
 * @throws the system's error, where a mark cannot be removed
 * @example startAnew(registry)
 */
export function startAnew(registry: Registry): void {
  if (isInUse(registry)) return;
  for (const mark of marksLeft(registry)) rmSync(mark, { force: true });
}

function makeFolder(folder: string, modelsDir: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
    openFolder(folder, ({ descriptor }) => share(descriptor, modelsDir, SHARED.folder));
  } catch {
    // It is there already, or cannot be made: then nothing can be created in it either.
  }
}

/** Creates the files that are not there, by way of the open folder: whoever swaps it gets nothing. */
function createIn(
  folder: string,
  modelsDir: string,
  files: Readonly<Record<string, string>>,
): void {
  try {
    openFolder(folder, ({ at }) => {
      for (const [name, content] of Object.entries(files)) create(at(name), content, modelsDir);
    });
  } catch {
    // No folder, or not ours.
  }
}

/** The folder itself is no symlink; the way to it may be. */
function openFolder(folder: string, body: (folder: Folder) => void): void {
  inFolder({ modelsDir: dirname(folder) }, folder, body);
}

function create(file: string, content: string, modelsDir: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  try {
    writeFileSync(descriptor, content);
    share(descriptor, modelsDir, SHARED.forReaders);
  } finally {
    closeSync(descriptor);
  }
}

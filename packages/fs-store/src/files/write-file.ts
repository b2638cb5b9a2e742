import {
  type BigIntStats,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { MAX_METADATA_BYTES } from '@org/model-registry-core';
import type { Registry } from '@org/model-registry-fs-scanner';
import { StoreRefusal } from '../errors.js';
import type { StoreLock } from '../locks/held.js';
import { inFolder, syncFolder, syncOpen } from './folder.js';
import { isOptional, SHARED, share, tryTo } from './share.js';

/**
 * What the new content of a file is written to before it gets the file's name. The same each time: what
 * a killed writer left is overwritten by the next one, and recovery knows it by its name. It begins
 * with a dot, so that nothing takes it for a model's file.
 *
 * @example temporaryName('models/model_config_v1.0.json') // 'models/.model_config_v1.0.json.tmp'
 */
export function temporaryName(file: string): string {
  return join(dirname(file), `.${basename(file)}.tmp`);
}

/**
 * Writes a file in one step that survives a crash: a reader sees what was there before or the new
 * content, whole. Two writers of one file have to exclude each other. What stands at the name is
 * replaced; a symlink there is not followed. Whoever may read the models directory may read the file.
 */
export function writeFile(registry: Registry, file: string, content: string): void {
  inFolder(registry, dirname(file), (folder) => {
    const name = folder.at(basename(file));
    const temporary = folder.at(basename(temporaryName(file)));
    rmSync(temporary, { force: true });
    const descriptor = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(descriptor, content);
      share(descriptor, registry.modelsDir, SHARED.forReaders);
      fsyncSync(descriptor);
      renameSync(temporary, name);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    } finally {
      closeSync(descriptor);
    }
    syncOpen(folder.descriptor);
  });
}

const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Replaces the text of a file in the models directory, as {@link replaceFile} does.
 *
 * @throws what replaceFile throws
 * @example replaceInModels(store, model.configPath, (text) => setMembers(text, { training_days: 730 }))
 */
export function replaceInModels(
  { registry }: StoreLock,
  path: string,
  change: (content: string) => string,
): void {
  replaceFile(path, registry.modelsDir, change);
}

/**
 * Replaces a file's content, up to 1 MiB (`MAX_METADATA_BYTES`), in one step that survives a
 * crash: a reader sees the old content or the new, whole. Two writers of one file have to exclude each
 * other. Owner and permissions stay. Behind a symlink
 * the file itself is replaced, where it is inside the folder.
 *
 * @param inside the folder that the file has to be in, symlinks followed
 * @param change from the old text to the new; what it throws is thrown on, and nothing is changed
 * @throws StoreRefusal where the file is not to be changed, or was changed by another meanwhile
 * @example replaceFile('data/queue.json', 'data', (text) => removeFromQueue(text, symbols))
 */
export function replaceFile(
  path: string,
  inside: string,
  change: (content: string) => string,
): void {
  const file = realPathOf(path);
  if (relative(realpathSync(inside), file).split(sep)[0] === '..')
    throw new StoreRefusal(`${path} leads out of ${inside}: put the file itself there`);
  const { content, stats } = read(file);
  const replacement = change(content);
  const temporary = temporaryName(file);
  rmSync(temporary, { force: true });
  write(temporary, replacement, stats);
  try {
    if (!isSame(lstatSync(file, { bigint: true }), stats)) {
      throw new StoreRefusal(`${path} was changed meanwhile: nothing was done, try again`);
    }
    renameSync(temporary, file);
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  }
  syncFolder(dirname(file));
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new StoreRefusal(`${path} is gone: nothing was changed`, { cause: error });
  }
}

function read(file: string): { content: string; stats: BigIntStats } {
  const descriptor = openSync(file, FLAGS);
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    if (!stats.isFile() || stats.size > MAX_METADATA_BYTES)
      throw new StoreRefusal(
        `${file} is no regular file of at most ${MAX_METADATA_BYTES} bytes: nothing was changed`,
      );
    const buffer = Buffer.alloc(Number(stats.size));
    const length = readSync(descriptor, buffer, 0, buffer.length, 0);
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { content: decoder.decode(buffer.subarray(0, length)), stats };
  } finally {
    closeSync(descriptor);
  }
}

function write(file: string, content: string, { uid, gid, mode }: BigIntStats): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeFileSync(descriptor, content);
    keepOwner(descriptor, Number(uid), Number(gid));
    tryTo(() => fchmodSync(descriptor, Number(mode) & 0o7777));
    fsyncSync(descriptor);
  } catch (error) {
    unlinkSync(file);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Another's file that we may replace becomes ours; its group is kept where we are in it. */
function keepOwner(descriptor: number, uid: number, gid: number): void {
  for (const owner of [uid, fstatSync(descriptor).uid]) {
    try {
      fchownSync(descriptor, owner, gid);
      return;
    } catch (error) {
      if (!isOptional(error)) throw error;
    }
  }
}

function isSame(a: BigIntStats, b: BigIntStats): boolean {
  return a.ino === b.ino && a.dev === b.dev && a.size === b.size && a.ctimeNs === b.ctimeNs;
}

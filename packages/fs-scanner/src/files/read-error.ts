import { accessSync, constants as files, lstatSync } from 'node:fs';
import { constants } from 'node:os';
import {
  type Artifact,
  isOfTheFile,
  type RecordedArtifact,
  systemErrorText,
  type UnreadableFile,
} from '@org/model-registry-core';
import { ownName, userName } from './user-name.js';

/**
 * An error for something that cannot be read, in plain words with what to do. An error of another kind,
 * one of our own for instance, keeps its message.
 *
 * @param what names it, with its path
 * @param error the system's, or one with it as `cause`
 * @example throw readError(`journal ${file}`, error)
 */
export function readError(what: string, error: unknown): Error {
  const code = codeOf(error);
  const why = code === undefined ? (error as Error).message : systemErrorText(code);
  return new Error(`${what} cannot be read: ${why}`, { cause: error });
}

/**
 * The one place that turns a system's error into something about a file. What the machine is to blame
 * for (too many open files, no memory, a disk or a network that failed) is none: then nothing is known
 * about the file, and whoever looks at it has to fail.
 *
 * @param what names the file, with its path
 * @param error the system's, or one with it as `cause`
 * @returns the system's code, where the file itself is to blame: EACCES, ENOENT
 * @throws Error with the system's error as `cause`, for everything else
 * @example if (blameFile(`pin file ${file}`, error) === 'ENOENT') return null;
 */
export function blameFile(what: string, error: unknown): string {
  const code = codeOf(error);
  if (isOfTheFile(code)) return code;
  throw readError(what, error);
}

/**
 * Of a system's error alone: errors of Node and of zlib have codes too, and no `syscall`. Node has no name
 * for some of the system's (`Unknown system error -116` for ESTALE); its list of numbers has them.
 */
function codeOf(error: unknown): string | undefined {
  const { code, syscall, errno } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
  if (syscall === undefined) return undefined;
  if (code?.startsWith('E')) return code;
  const [name] =
    Object.entries(constants.errno).find(([, number]) => number === -(errno ?? 0)) ?? [];
  return name ?? code;
}

/**
 * What there is to say of an artifact that cannot be read, for whoever has to mend it.
 *
 * @throws Error with the system's error as `cause`, where the file is not to blame
 * @example problems.push(unreadableFile('model', path, error))
 */
export function unreadableFile(artifact: Artifact, file: string, error: unknown): UnreadableFile {
  const code = blameFile(file, error);
  return { kind: 'unreadable-file', artifact, file, code, ...ownerOf(file), user: ownName() };
}

/**
 * Whether this user may read an artifact, without opening it.
 *
 * @returns null where it is readable, and where it is gone by now
 * @throws Error with the system's error as `cause`, where the machine is to blame
 * @example checkReadable('model', path) ?? load(path)
 */
export function checkReadable(artifact: RecordedArtifact, file: string): UnreadableFile | null {
  try {
    accessSync(file, files.R_OK);
    return null;
  } catch (error) {
    return blameFile(file, error) === 'ENOENT' ? null : unreadableFile(artifact, file, error);
  }
}

/** Nulls where not even that can be asked: a folder on the way is closed. */
function ownerOf(file: string): Pick<UnreadableFile, 'owner' | 'mode'> {
  try {
    const { uid, mode } = lstatSync(file);
    return { owner: userName(uid), mode: (mode & 0o7777).toString(8).padStart(4, '0') };
  } catch (error) {
    blameFile(file, error);
    return { owner: null, mode: null };
  }
}

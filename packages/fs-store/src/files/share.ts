import { fchmodSync, fchownSync, fstatSync, statSync } from 'node:fs';

/** Which of the models directory's own permissions for group and others are passed on. */
export const SHARED = {
  /** Artifacts and the pin: whoever may read the directory may read them; only the owner writes. */
  forReaders: 0o044,
  /** The journal: whoever may write in the directory may write it, and all others read it. */
  forWriters: 0o066,
  /** Locks: nobody who may not write in the directory may even open them, and so hold them. */
  forWritersOnly: 0o022,
  /** Folders: as the models directory itself. */
  folder: 0o077,
} as const;

/**
 * Gives an open file or folder of ours the permissions that fit the models directory, whatever the
 * umask: all that the owner needs, and for group and others what they may do with the directory,
 * within `bits`. It gets the directory's group where that is allowed. A training under umask 077 must
 * not lock the bot out. What belongs to somebody else is left as it is, and so is all on a file system
 * or in a user namespace without owners and permissions.
 */
export function share(descriptor: number, modelsDir: string, bits: number): void {
  const directory = statSync(modelsDir);
  const own = fstatSync(descriptor);
  if (own.uid !== process.geteuid?.()) return;
  if (own.gid !== directory.gid) tryTo(() => fchownSync(descriptor, own.uid, directory.gid));
  const forOwner = own.isDirectory() ? 0o700 : 0o600;
  const inherited = own.isDirectory() ? own.mode & 0o2000 : 0;
  const shared = directory.mode & bits;
  // Who may write may read as well: to lock a file takes both.
  const readable = bits === SHARED.forWritersOnly ? shared << 1 : 0;
  const mode = inherited | forOwner | shared | readable;
  if ((own.mode & 0o7777) !== mode) tryTo(() => fchmodSync(descriptor, mode));
}

/** Makes a change that is as well left out where there is no such thing here; see {@link isOptional}. */
export function tryTo(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!isOptional(error)) throw error;
  }
}

/**
 * Whether an error says only that there is no such thing here as owners, permissions or durable folders,
 * or that this one is not for us to give: who is not in a group cannot give files to it.
 */
export function isOptional(error: unknown): boolean {
  return OPTIONAL.has((error as NodeJS.ErrnoException).code ?? '');
}

const OPTIONAL = new Set(['EPERM', 'EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'ENOTTY']);

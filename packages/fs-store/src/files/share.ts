import { fchmodSync, fchownSync, fstatSync, statSync } from 'node:fs';

/** Which of the models directory's own permissions for group and others are passed on. */
export const SHARED = {
  /** Artifacts and the pin: whoever may read the directory may read them; only the owner writes. */
  forReaders: 0o044,
  /** Locks and the journal: whoever may write in the directory may write them. */
  forWriters: 0o066,
  /** Folders: as the models directory itself. */
  folder: 0o077,
} as const;

/**
 * Gives an open file or folder of ours the permissions that fit the models directory, whatever the
 * umask: all that the owner needs, and for group and others what they may do with the directory,
 * within `bits`. It gets the directory's group where that is allowed, and its owner where root
 * asks: a training that runs as root or under umask 077 must not lock the bot out.
 *
 * @throws the system's error, where the file is not ours
 */
export function share(descriptor: number, modelsDir: string, bits: number): void {
  const directory = statSync(modelsDir);
  const own = fstatSync(descriptor);
  const uid = process.geteuid?.() === 0 ? directory.uid : own.uid;
  if (own.uid !== uid || own.gid !== directory.gid) give(descriptor, uid, directory.gid);
  const forOwner = own.isDirectory() ? 0o700 : 0o600;
  const inherited = own.isDirectory() ? own.mode & 0o2000 : 0;
  fchmodSync(descriptor, inherited | forOwner | (directory.mode & bits));
}

function give(descriptor: number, uid: number, gid: number): void {
  try {
    fchownSync(descriptor, uid, gid);
  } catch (error) {
    // Whoever is not in the directory's group cannot give the file to it.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}

import type { UnreadableFile } from '../models/problem.js';

/**
 * What the system says of one file or of its path. Every other code is of the machine: its limits, its
 * disk, its network. A code that is not known here is one of those, since a model that is live must not
 * be given up for what says nothing about it.
 */
const OF_THE_FILE: ReadonlySet<string> = new Set([
  'EACCES',
  'EFBIG',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOTDIR',
  'ENXIO',
  'EOVERFLOW',
  'EPERM',
]);

/**
 * Whether a file is to blame for an error that the system gave while it was read, and not the machine.
 *
 * @param code of the system's error; undefined for an error of another kind, which no file is to blame for
 * @example isOfTheFile('EACCES') // true
 * @example isOfTheFile('EMFILE') // false: nothing is known about the file
 */
export function isOfTheFile(code: string | undefined): code is string {
  return code !== undefined && OF_THE_FILE.has(code);
}

const DISK = 'look at the disk and at the system log (dmesg)';
const NETWORK = 'look at the mount and at the server that it comes from';
const WORDS: Readonly<Record<string, readonly [what: string, advice?: string]>> = {
  EACCES: ['permission denied', 'correct the owner or the permissions'],
  EAGAIN: ['the system has no resources left for now', 'try again'],
  EBUSY: ['the device is busy', 'try again'],
  ECONNRESET: ['the connection to the file system was lost', NETWORK],
  EDQUOT: ['the quota of this user is used up', 'free some space, or raise the quota'],
  EEXIST: ['something is there already', 'move it away'],
  EHOSTDOWN: ['the server of the file system is down', NETWORK],
  EHOSTUNREACH: ['the server of the file system is out of reach', NETWORK],
  EINTR: ['the system was interrupted', 'try again'],
  EIO: ['the disk or file system failed', DISK],
  EISDIR: ['it is a directory', 'name a file, or move the directory away'],
  ELOOP: ['it is a symlink, or leads through too many', 'put the file itself there'],
  EMFILE: ['this process may open no more files', 'raise the limit (ulimit -n)'],
  ENAMETOOLONG: ['the name is too long', 'give it a shorter one'],
  ENFILE: ['the system can open no more files', 'raise the limit (sysctl fs.file-max)'],
  ENODEV: ['the device is gone', 'look at the mount'],
  ENOENT: ['there is no such file'],
  ENOMEM: ['the system has no memory left', 'free some, or raise the limit'],
  ENOSPC: ['the disk is full', 'free some space'],
  ENOTCONN: ['the file system has lost its connection', 'mount it again'],
  ENOTDIR: ['it is no directory, or its path leads through a file', 'correct the path'],
  ENXIO: ['nothing answers there', 'put a regular file there'],
  ENOEXEC: ['it is no program', 'name a program'],
  ENOTEMPTY: ['the folder is not empty', 'move away what is in it'],
  EPERM: ['the system does not allow it', 'correct the owner or the permissions'],
  EREMOTEIO: ['the server of the file system failed', NETWORK],
  EROFS: ['the file system is read-only', 'mount it for writing'],
  ESTALE: ['the network file system has lost the file', 'try again, or mount it again'],
  ETXTBSY: ['the program is being written', 'try again'],
  ETIMEDOUT: ['the file system does not answer', NETWORK],
  EUCLEAN: ['the file system is damaged', DISK],
  EXDEV: ['two file systems are in the way', 'put both on one'],
};

/**
 * A system's error code in plain words, and what to do.
 *
 * @example systemErrorText('ESTALE')
 * // 'ESTALE: the network file system has lost the file; try again, or mount it again'
 */
export function systemErrorText(code: string): string {
  const [what, advice] = WORDS[code] ?? ['the system failed', 'look at the system log (dmesg)'];
  return advice === undefined ? `${code}: ${what}` : `${code}: ${what}; ${advice}`;
}

/** The words alone. */
function systemErrorMeaning(code: string): string {
  return (WORDS[code] ?? ['the system failed'])[0];
}

/**
 * That a file cannot be read, in a sentence, where it is of no version; not escaped.
 *
 * @example unreadableSentence(unreadableFile('model', file, error))
 */
export function unreadableSentence(problem: UnreadableFile): string {
  const { file, user } = problem;
  const who = `asked by ${user}: correct its owner or permissions (chown, chmod)`;
  return `${file} cannot be read: ${whyUnreadable(problem)}; ${who}`;
}

/** The error, and whose the file is; not escaped. */
export function whyUnreadable({
  code,
  owner,
  mode,
}: Pick<UnreadableFile, 'code' | 'owner' | 'mode'>): string {
  const whose = owner === null ? 'a folder above it is closed' : `owner ${owner}, mode ${mode}`;
  return `${code}, ${systemErrorMeaning(code)}; ${whose}`;
}

/** A folder, who owns it, and who may write to it. */
export interface FolderFacts {
  readonly path: string;
  readonly uid: number;
  readonly gid: number;
  /** Permission bits, the sticky bit included. */
  readonly mode: number;
}

/** What decides as whom root may write to a models directory. */
export interface DirectoryFacts {
  /** The models directory; where it is missing, the nearest folder above it. */
  readonly nearest: FolderFacts;
  /** Whether that is the models directory itself. */
  readonly isThere: boolean;
  /** The folders and symlinks that are passed on the way to it. */
  readonly above: readonly FolderFacts[];
  /** Those of the store's folders in it that exist. */
  readonly inside: readonly FolderFacts[];
  /** Whether this root is that of a user namespace (a rootless container): outside it is a mere user. */
  readonly isInNamespace: boolean;
}

/** As whom root goes on in a models directory. */
export type Actor =
  | { readonly action: 'stay' }
  /** As the user who owns the directory. */
  | { readonly action: 'become'; readonly folder: FolderFacts }
  /** As nobody: another user has a say in this folder, and it is not that of the directory's owner. */
  | { readonly action: 'refuse'; readonly folder: FolderFacts };

const ROOT = 0;
const STICKY = 0o1000;

/**
 * As whom root goes on in a models directory. Whoever owns a folder, or may write to it, can put a
 * symlink in the place of what root has made there: root works only where all is its own.
 *
 * @example actorFor({ ...facts, nearest: { path, uid: 1001, gid: 1001, mode: 0o755 } }).action // 'become'
 */
export function actorFor(facts: DirectoryFacts): Actor {
  const { nearest, isThere, above, inside, isInNamespace } = facts;
  // The root of a namespace sees most of the folders on the way as those of an unknown user.
  const around = isInNamespace ? [] : above;
  if (nearest.uid !== ROOT) {
    const folder = around.find(({ uid }) => uid !== ROOT && uid !== nearest.uid);
    return folder ? { action: 'refuse', folder } : { action: 'become', folder: nearest };
  }
  if (isInNamespace) return { action: 'stay' };
  const folder =
    [...(isThere ? [nearest] : []), ...inside].find((each) => isForeign(each)) ??
    [nearest, ...around].find((each) => isForeign(each, STICKY));
  return folder ? { action: 'refuse', folder } : { action: 'stay' };
}

/** @param enough a bit that makes up for the right to write: what root has there stays in its place */
function isForeign({ uid, gid, mode }: FolderFacts, enough = 0): boolean {
  if (uid !== ROOT) return true;
  if ((mode & enough) !== 0) return false;
  return (mode & 0o002) !== 0 || (gid !== ROOT && (mode & 0o020) !== 0);
}

import { statSync } from 'node:fs';
import { type UserInfo, userInfo } from 'node:os';
import { actorFor, type FolderFacts } from '@org/model-registry-core';
import { directoryFacts, type Registry, userName } from '@org/model-registry-fs-scanner';

let became: string | null = null;

/** What the types of Node leave out. */
const { initgroups } = process as { initgroups?: (user: string, group: number) => void };

/**
 * The user that this process became in place of root, since the models directory is theirs; null where
 * it is who it was.
 */
export function actingAs(): string | null {
  return became;
}

/**
 * Where root works on a models directory of another user, makes this process that user, with their
 * groups and home directory, and so all that it starts. Where that is not possible nothing changes: who
 * then writes is refused by the store.
 *
 * @example becomeOwner(registryAt('/home/bot/models')); process.getuid() // 1001
 */
export function becomeOwner(registry: Registry): void {
  if (process.geteuid?.() !== 0) return;
  try {
    const actor = actorFor(directoryFacts(registry));
    if (actor.action === 'become') become(actor.folder);
  } catch {
    // A directory that cannot be looked at is reported by who reads it, a user that this process
    // cannot become by who writes.
  }
}

function become({ path, uid, gid }: FolderFacts): void {
  const user = lookUp(uid, path);
  if (user) initgroups?.(user.username, user.gid);
  else process.setgroups?.([gid]);
  process.setgid?.(user?.gid ?? gid);
  process.setuid?.(uid);
  const name = user?.username ?? userName(uid);
  Object.assign(process.env, { HOME: user?.homedir ?? '/', USER: name, LOGNAME: name });
  became = name;
}

/**
 * Tries for a moment to be the user, which asks whatever the system keeps its users in.
 *
 * @returns null for a number that has no entry there
 * @throws where the process cannot be that user, or they cannot reach the folder
 */
function lookUp(uid: number, folder: string): UserInfo<string> | null {
  process.seteuid?.(uid);
  try {
    statSync(folder);
    return entryOf();
  } finally {
    process.seteuid?.(0);
  }
}

function entryOf(): UserInfo<string> | null {
  try {
    return userInfo();
  } catch {
    return null;
  }
}

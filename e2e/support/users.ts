import { spawnSync } from 'node:child_process';
import { chownSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CliResult, environment } from './in-process.js';
import { spawnToEnd } from './spawn.js';
import { nodeForAll, readableByAll } from './unprivileged.js';

/** A user without a name or a home, and the groups that they are in. */
export interface User {
  readonly uid: number;
  readonly gid: number;
  readonly groups?: readonly number[];
}

/** The words that run a command as that user. */
export function as({ uid, gid, groups = [gid] }: User): string[] {
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, `--groups=${groups.join(',')}`];
}

/** Runs a built program as that user, or as whoever these words make. */
export function spawnAs(
  user: User | readonly string[],
  program: string,
  words: readonly string[],
  cwd: string,
): CliResult {
  const prefix = 'uid' in user ? as(user) : user;
  const command = [...prefix, nodeForAll(), readableByAll(program), ...words];
  const [first = '', ...rest] = command;
  const { status, signal, stdout, stderr } = spawnToEnd(first, rest, { cwd, env: environment() });
  return { status, signal, stdout, stderr };
}

/** Gives a folder and all in it to a user. */
export function give(path: string, { uid, gid }: User): void {
  chownSync(path, uid, gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) give(join(path, name), { uid, gid });
}

/** Why tests cannot be several users here; null where they can. */
export function whyNotManyUsers(): string | null {
  if (process.getuid?.() !== 0) return 'only root can be several users';
  const [first = '', ...rest] = [...as({ uid: 61_001, gid: 61_001 }), 'true'];
  return spawnSync(first, rest).status === 0 ? null : `${first} does not work here`;
}

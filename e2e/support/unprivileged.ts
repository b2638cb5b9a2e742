import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { NODE } from './node.js';

const AS_NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];

/** The words that run a script without root's power. */
export function asNobody(script: string): string[] {
  return process.getuid?.() === 0 ? [...AS_NOBODY, nodeForAll(), script] : [NODE, script];
}

/** Why nothing can be run without root's power here; null where it can. */
export function whyNotUnprivileged(): string | null {
  if (process.getuid?.() !== 0) return null;
  const isDropped = spawnSync('setpriv', [...AS_NOBODY.slice(1), 'true']).status === 0;
  return isDropped ? null : 'root may read everything, and setpriv cannot drop that here';
}

/** Node for a user to whom a home of root's is closed: this one, or a copy of it outside. */
export function nodeForAll(): string {
  // The shell starts it: setpriv itself still has root's power over closed folders.
  const words = [...AS_NOBODY.slice(1), 'sh', '-c', '"$0" --version', NODE];
  found ??= spawnSync('setpriv', words).status === 0 ? NODE : readableByAll(NODE);
  return found;
}

let found: string | undefined;

const copies = new Map<string, string>();

/** A copy of a program that every user can read: what it lies in may be closed to others. */
export function readableByAll(file: string): string {
  const known = copies.get(file);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), 'model-registry-program-'));
  const copy = join(folder, basename(file));
  chmodSync(folder, 0o755);
  cpSync(dirname(file), folder, { recursive: true });
  copies.set(file, copy);
  return copy;
}

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { NODE } from './node.js';

const AS_NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];

/** The words that run a script without root's power. */
export function asNobody(script: string): string[] {
  const node = [NODE, script];
  return process.getuid?.() === 0 ? [...AS_NOBODY, ...node] : node;
}

/** Why nothing can be run without root's power here; null where it can. */
export function whyNotUnprivileged(): string | null {
  if (process.getuid?.() !== 0) return null;
  if (spawnSync('setpriv', [...AS_NOBODY.slice(1), 'true']).status !== 0) {
    return 'root may read everything, and setpriv cannot drop that here';
  }
  const node = spawnSync('setpriv', [...AS_NOBODY.slice(1), NODE, '--version']);
  return node.status === 0 ? null : `other users cannot run ${NODE}`;
}

const copies = new Map<string, string>();

/** A copy of a built program that every user can read: the checkout may be closed to others. */
export function readableByAll(file: string): string {
  const known = copies.get(file);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), 'model-registry-program-'));
  const copy = join(folder, basename(file));
  chmodSync(folder, 0o755);
  cpSync(dirname(file), folder, { recursive: true });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  copies.set(file, copy);
  return copy;
}

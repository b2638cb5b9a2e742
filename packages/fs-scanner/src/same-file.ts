import { lstatSync } from 'node:fs';

/** Whether two names stand for one file. False where either is missing. */
export function isSameFile(a: string, b: string): boolean {
  const [first, second] = [a, b].map((path) =>
    lstatSync(path, { bigint: true, throwIfNoEntry: false }),
  );
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

/** Whether anything stands at a name, a broken symlink included. */
export function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

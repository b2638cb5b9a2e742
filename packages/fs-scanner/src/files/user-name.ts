import { readFileSync } from 'node:fs';

/**
 * A user's name, as far as `/etc/passwd` has it; else the number behind a `#`, as `sudo -u` takes it.
 *
 * @example userName(0) // 'root'
 */
export function userName(uid: number): string {
  try {
    const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
    return lines.find((line) => line.split(':')[2] === String(uid))?.split(':')[0] || `#${uid}`;
  } catch {
    return `#${uid}`;
  }
}

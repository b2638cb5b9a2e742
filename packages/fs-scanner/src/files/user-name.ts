import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { MAX_USER_LENGTH } from '@org/model-registry-core';

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

/**
 * Whose rights this process has.
 *
 * @example ownName() // 'bot'
 */
export function ownName(): string {
  return userName(process.geteuid?.() ?? userInfo().uid);
}

/**
 * Who runs this process, for what is recorded; through sudo, also who called it. Text of the environment
 * may be in it.
 *
 * @example currentUser() // 'bot', or 'bot (sudo by alice)'
 */
export function currentUser(): string {
  const name = ownName();
  const { SUDO_USER: caller } = process.env;
  const both = caller && caller !== name ? `${name} (sudo by ${caller})` : name;
  return both.slice(0, MAX_USER_LENGTH);
}

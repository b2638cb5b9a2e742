import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { succeed } from './packaging.js';
import { type Running, startProgram } from './running.js';
import { spawnToEnd } from './spawn.js';

/** A distribution, and where this machine keeps the keys that its packages are signed with. */
export interface Distribution {
  readonly suite: string;
  readonly keyring: string;
  /** Where nodejs is. */
  readonly components: string;
  /** As Debian names it, one that this machine emulates; its own where it is left out. */
  readonly architecture?: string;
}

/** A bare system in a folder, which sees nothing of this machine but its network. */
export interface System {
  readonly root: string;
  run(words: readonly string[], cwd?: string): ReturnType<typeof spawnToEnd>;
  /** The same where it has to succeed; gives what it prints. */
  succeed(words: readonly string[], cwd?: string): string;
  start(words: readonly string[], cwd: string): Running;
}

/** Why there can be no such system here; null where there can. */
export function whyNoSystem({ suite, keyring, architecture }: Distribution): string | null {
  if (architecture && process.env.PROOFS !== 'full') return 'for PROOFS=full';
  if (process.getuid?.() !== 0) return 'only root can make a system in a folder';
  if (spawnSync('mmdebstrap', ['--version']).status !== 0) return 'this machine has no mmdebstrap';
  if (architecture && spawnSync('arch-test', [architecture]).status !== 0)
    return `this machine does not run ${architecture}: it needs arch-test, qemu-user-static, and binfmt_misc mounted`;
  return existsSync(keyring) ? null : `this machine has no keys of ${suite}: ${keyring}`;
}

/** Makes the smallest system that apt runs on, with `man`; takes about half a minute. */
export function makeSystem(
  { suite, components, architecture }: Distribution,
  root: string,
): System {
  const include = ['--variant=apt', '--include=man-db', `--components=${components}`];
  const foreign = architecture ? [`--architectures=${architecture}`] : [];
  succeed('mmdebstrap', ['--quiet', ...include, ...foreign, suite, root]);
  return {
    root,
    run: (words, cwd) => spawnToEnd('unshare', within(root, words, cwd), { cwd: '/' }),
    succeed: (words, cwd) => succeed('unshare', within(root, words, cwd), { cwd: '/' }),
    start: (words, cwd) => startProgram('unshare', within(root, words, cwd), { cwd: '/' }),
  };
}

/** It becomes the process that was started, so that a signal reaches what runs in the system. */
function within(root: string, words: readonly string[], cwd = '/'): string[] {
  const script = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"';
  const env = ['env', '-i', '-C', cwd, 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root'];
  const quiet = ['LC_ALL=C.UTF-8', 'DEBIAN_FRONTEND=noninteractive'];
  return ['--mount', 'sh', '-c', script, root, ...env, ...quiet, ...words];
}

import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { temporaryFolder, writeFiles } from './models.js';
import { has } from './s3/daemon.js';
import { spawnToEnd } from './spawn.js';
import { skipBecause } from './special-files.js';

/** Names of folders that a unit, or a line of cron, has to quote. */
export const ODD_FOLDERS = [
  'bot',
  `it's "quoted"; exit 1 #`,
  '100%d 50\\%',
  '$HOME `id` $(id)',
  'ü, back\\slash and at the end \\',
  'ends with a space ',
];

/** What systemd has against these units. */
export function complaintsOf(test: TestContext, units: Readonly<Record<string, string>>): string[] {
  skipBecause(test, has('systemd-analyze') ? null : 'no systemd-analyze');
  const folder = temporaryFolder();
  writeFiles(folder, units);
  const files = Object.keys(units).map((name) => join(folder, name));
  const { stderr } = spawnToEnd('systemd-analyze', ['verify', ...files]);
  return stderr.split('\n').filter((line) => line.includes('model-registry'));
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, realpathSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI, spawnCli } from './support/cli.js';
import { temporaryFolder, version, writeFiles } from './support/models.js';
import { spawnToEnd } from './support/spawn.js';
import { skipBecause } from './support/special-files.js';

const PATHS = [
  'bot',
  'a bot',
  `it's "quoted"`,
  '100%d',
  '50\\%',
  '$HOME `id` $(id)',
  'back\\slash',
  'ends with \\',
  'ends with a space ',
  'ü',
];

/** A bot in a folder of this name that shares a store. */
function botIn(name: string, config = 'model: {store: {url: "file:///srv/store"}}\n'): string {
  const folder = join(realpathSync(temporaryFolder()), name);
  mkdirSync(join(folder, 'models'), { recursive: true });
  writeFiles(folder, { 'config/config.yaml': config });
  writeFiles(join(folder, 'models'), version('1.0'));
  return folder;
}

/** The unit, as it is to be copied into its file. */
const unitOf = (cwd: string, ...words: string[]) => spawnCli(['print-systemd', ...words], { cwd });

describe('print-systemd', () => {
  it('prints a service that follows the store with this config, here, as the owner', () => {
    const cwd = botIn('bot');
    const { status, stdout, stderr } = unitOf(cwd);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const config = join(cwd, 'config/config.yaml');
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        '# /etc/systemd/system/model-registry-pull.service',
        `User=${userInfo().username}`,
        `WorkingDirectory=${cwd}`,
        'EnvironmentFile=-/etc/model-registry/store.env',
        `ExecStart="${process.execPath}" "${CLI}" "pull" "--follow" "--config" "${config}"`,
        'Restart=always',
        'WantedBy=multi-user.target',
      ]),
    );
  });

  it('names the models directory that was given', () => {
    const cwd = botIn('bot');
    const { stdout } = unitOf(cwd, '--models-dir', 'other');
    expect(stdout).toContain(`"--models-dir" "${join(cwd, 'other')}"`);
  });

  it('without a store says how one is named: exit 2', () => {
    const { status, stdout, stderr } = unitOf(botIn('bot', 'model: {}\n'));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('model.store.url');
  });

  const NEEDS = spawnSync('which', ['systemd-analyze']).status === 0 ? null : 'no systemd-analyze';
  it.for(PATHS)('systemd accepts it for a folder called %j', (name, test) => {
    skipBecause(test, NEEDS);
    const cwd = botIn(name);
    const file = join(temporaryFolder(), 'model-registry-pull.service');
    writeFiles(join(file, '..'), { 'model-registry-pull.service': unitOf(cwd).stdout });
    const { stderr } = spawnToEnd('systemd-analyze', ['verify', file]);
    expect(stderr.split('\n').filter((line) => line.includes('model-registry'))).toEqual([]);
  });
});

import { mkdirSync, realpathSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI, spawnCli } from './support/cli.js';
import { temporaryFolder, version, writeFiles } from './support/models.js';
import { NODE } from './support/node.js';
import { complaintsOf, ODD_FOLDERS } from './support/units.js';

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
        `ExecStart="${NODE}" "${CLI}" "pull" "--follow" "--config" "${config}"`,
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

  it.for(ODD_FOLDERS)('systemd accepts it for a folder called %j', (name, test) => {
    const service = unitOf(botIn(name)).stdout;
    expect(complaintsOf(test, { 'model-registry-pull.service': service })).toEqual([]);
  });
});

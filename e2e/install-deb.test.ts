import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM as CLI_PROGRAM } from '../apps/cli/src/program.js';
import { PROGRAM as SCHEDULER_PROGRAM } from '../apps/retrain-scheduler/src/program.js';
import { bot } from './support/bot.js';
import { sharedFolder, version, writeFiles } from './support/models.js';
import { itWithProgram, makePackage, succeed } from './support/packaging.js';
import { SCHEDULER } from './support/retrain.js';
import { spawnToEnd } from './support/spawn.js';

const PROGRAMS = ['model-registry', 'model-registry-installer', 'model-registry-retrain'];

describe('the package for Debian and Ubuntu', () => {
  const folder = sharedFolder();
  const root = join(folder, 'root');
  let deb = '';

  beforeAll(() => {
    deb = makePackage('deb', folder);
    succeed('dpkg-deb', ['-x', deb, root]);
  });

  it('is the same each time, whatever the time zone', () => {
    const again = makePackage('deb', join(folder, 'again'), { TZ: 'Asia/Tokyo' });
    expect(basename(again)).toMatch(/^model-registry_\d+\.\d+\.\d+_all\.deb$/);
    expect(readFileSync(again).equals(readFileSync(deb))).toBe(true);
  });

  it('has at most 400 kB, needs only Node and util-linux, and belongs to root', () => {
    expect(statSync(deb).size).toBeLessThanOrEqual(400_000);
    expect(succeed('dpkg-deb', ['-f', deb, 'Depends'])).toBe(
      'nodejs (>= 18.19), util-linux (>= 2.33)\n',
    );
    const lines = succeed('dpkg-deb', ['-c', deb]).trimEnd().split('\n');
    for (const line of lines)
      expect(line).toMatch(/^(?:d|l|-)rw[xr-]r[w-][xr-]r[w-][xr-] root\/root /);
  });

  it('has for each program its files, a manual page, and completion in three shells', () => {
    for (const program of PROGRAMS) {
      const files = [
        `usr/lib/model-registry/${program}.cjs`,
        ...['main', 'quick', 'inspector', 'fleet', 'page'].map(
          (name) => `usr/lib/model-registry/programs.${name}.cjs`,
        ),
        `usr/share/man/man1/${program}.1.gz`,
        `usr/share/bash-completion/completions/${program}`,
        `usr/share/zsh/vendor-completions/_${program}`,
        `usr/share/fish/vendor_completions.d/${program}.fish`,
      ];
      for (const file of files) expect(statSync(join(root, file)).size, file).toBeGreaterThan(0);
      const said = succeed(join(root, 'usr/bin', program), ['--version']);
      expect(basename(deb)).toContain(`_${said.trim()}_`);
    }
  });

  it('has one part of which both programs make the same page', () => {
    const { cwd } = bot(version('1.0'));
    const at = ['--as-of', '2026-01-31T12:00:00Z'];
    const command = (name: string, ...words: string[]) =>
      succeed(join(root, 'usr/bin', name), [...words, ...at], { cwd });
    const page = command('model-registry', 'page');
    expect(page).toContain('<p class="hero">1.0</p>');
    expect(command('model-registry-retrain', 'status', '--page')).toBe(page);
  });

  it('has what makes them start sooner, for its scripts to run', () => {
    const maker = join(root, 'usr/lib/model-registry/start-cache.cjs');
    succeed(maker, []);
    const names = readdirSync(dirname(maker)).filter((name) => name.endsWith('.cache'));
    expect(names.map((name) => name.replace(/\.[0-9a-f]{16}\./, '.HASH.'))).toEqual([
      'programs.inspector.HASH.cache',
      'programs.main.HASH.cache',
      'programs.quick.HASH.cache',
      'programs.quick.HASH.explain.cache',
      'programs.quick.HASH.list.cache',
      'programs.quick.HASH.next-version.cache',
      'programs.quick.HASH.select.cache',
    ]);
    succeed(maker, ['--remove']);
  });

  itWithProgram('has nothing that lintian calls an error or warns of', 'lintian', () => {
    const words = ['--no-cfg', '--allow-root', '--fail-on', 'error,warning', deb];
    expect(succeed('lintian', words)).toBe('');
  });

  itWithProgram('has manual pages that name every command', 'man', () => {
    for (const program of [CLI_PROGRAM, SCHEDULER_PROGRAM]) {
      const file = join(root, `usr/share/man/man1/${program.name}.1.gz`);
      const env = { ...process.env, MANWIDTH: '80', LC_ALL: 'C.UTF-8' };
      const page = succeed('man', ['--warnings', '-l', file], { env });
      for (const { usage } of program.commands.values()) {
        expect(page.replaceAll(/\s+/g, ' ')).toContain(` ${usage} `);
      }
      expect(page).toContain('EXIT STATUS');
    }
  });

  itWithProgram(
    'has units that systemd accepts, for a folder of any name',
    'systemd-analyze',
    () => {
      const folderName = succeed('systemd-escape', ['--path', '/srv/a bot-1']).trim();
      for (const kind of ['service', 'timer']) {
        const unit = readFileSync(
          join(root, `usr/lib/systemd/system/model-registry-retrain@.${kind}`),
          'utf8',
        );
        const name = `model-registry-retrain@${folderName}.${kind}`;
        writeFiles(folder, {
          [`units/${name}`]: unit.replaceAll('/usr/bin/model-registry-retrain', SCHEDULER),
        });
      }
      for (const kind of ['service', 'timer']) {
        const name = `model-registry-retrain@${folderName}.${kind}`;
        const words = ['verify', '--man=no', join(folder, 'units', name)];
        const { stderr } = spawnToEnd('systemd-analyze', words);
        expect(stderr.split('\n').filter((line) => line.includes('model-registry'))).toEqual([]);
      }
    },
  );
});

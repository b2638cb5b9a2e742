import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { bot } from './support/bot.js';
import { CLI } from './support/cli.js';
import { environment } from './support/in-process.js';
import { INSTALLER } from './support/installer.js';
import { temporaryFolder } from './support/models.js';
import { NODE } from './support/node.js';
import { SCHEDULER } from './support/retrain.js';
import { spawnToEnd } from './support/spawn.js';

/** Where the three programs are, as a package puts them. */
let folder = '';
const maker = () => join(folder, 'start-cache.cjs');
const caches = () => readdirSync(folder).filter((name) => name.endsWith('.cache'));

function run(...words: string[]) {
  const { status, stdout, stderr } = spawnToEnd(NODE, words, { env: environment() });
  return { status, stdout, stderr };
}

beforeEach(() => {
  folder = temporaryFolder();
  for (const program of [CLI, INSTALLER, SCHEDULER]) {
    const main = program.replace(/\.cjs$/, '.main.cjs');
    for (const file of [program, main]) copyFileSync(file, join(folder, basename(file)));
  }
  copyFileSync(join(dirname(CLI), 'start-cache.cjs'), maker());
});

describe('what V8 compiled of the programs', () => {
  it('is kept beside them, for their owner to write and all to read, and goes with --remove', () => {
    expect(run(maker())).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(caches().map((name) => name.replace(/\.[0-9a-f]{16}\./, '.HASH.'))).toEqual([
      'model-registry-installer.HASH.cache',
      'model-registry-retrain.HASH.cache',
      'model-registry.HASH.cache',
    ]);
    for (const name of caches()) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o644);
    expect(run(maker()).status).toBe(0);
    expect(caches()).toHaveLength(3);
    expect(run(maker(), '--remove').status).toBe(0);
    expect(caches()).toEqual([]);
  });

  it('changes nothing of what the programs say', () => {
    const { cwd } = bot();
    const places = ['--models-dir', join(cwd, 'models')];
    const now = ['--as-of', '2026-01-01'];
    const said = () =>
      [['list', ...now], ['explain', ...now], ['history'], ['promote']].map((words) =>
        run(join(folder, 'model-registry.cjs'), ...words, ...places),
      );
    const before = said();
    expect(run(maker()).status).toBe(0);
    expect(said()).toEqual(before);
  });

  it('is taken only from the owner of the program, of this very build', () => {
    expect(run(maker()).status).toBe(0);
    const cache = (name: string) =>
      join(folder, caches().find((one) => one.startsWith(name)) ?? '');
    const said = () =>
      run(join(folder, 'model-registry.cjs'), 'list', '--models-dir', folder).stdout;

    plantOther(cache('model-registry.'));
    expect(said()).toContain('M0DEL DISCOVERY');

    chmodSync(cache('model-registry.'), 0o664);
    expect(said()).toContain('MODEL DISCOVERY');

    chmodSync(cache('model-registry.'), 0o644);
    renameSync(cache('model-registry.'), join(folder, 'model-registry.0123456789abcdef.cache'));
    expect(said()).toContain('MODEL DISCOVERY');
  });

  it.each([
    ['empty', ''],
    ['text', 'no cache'],
    ['zeros', '\0'.repeat(700_000)],
  ])('may be damaged: %s', (_, content) => {
    expect(run(maker()).status).toBe(0);
    for (const name of caches()) writeFileSync(join(folder, name), content);
    const { status, stderr } = run(
      join(folder, 'model-registry.cjs'),
      'list',
      '--models-dir',
      folder,
    );
    expect({ status, stderr: stderr.includes('Error') }).toEqual({ status: 0, stderr: false });
  });

  it('is not there where a program fails, which is said', () => {
    writeFileSync(join(folder, 'model-registry.main.cjs'), "throw new Error('not whole');\n");
    const { status, stderr } = run(maker());
    expect(status).toBe(3);
    expect(stderr).toMatch(/^start-cache\.cjs: model-registry list: /);
    expect(stderr).toContain('not whole');
    expect(caches()).toEqual([]);
  });
});

/** What V8 compiled of another program, of the same length: it cannot tell the two apart. */
function plantOther(cache: string) {
  const other = temporaryFolder();
  for (const name of ['model-registry.cjs', 'model-registry.main.cjs', 'start-cache.cjs'])
    copyFileSync(join(folder, name), join(other, name));
  const main = join(other, 'model-registry.main.cjs');
  writeFileSync(
    main,
    readFileSync(main, 'latin1').replaceAll('MODEL DISCOVERY', 'M0DEL DISCOVERY'),
  );
  const entry = join(other, 'model-registry.cjs');
  const build = createHash('sha256').update(readFileSync(main)).digest('hex').slice(0, 16);
  const code = readFileSync(entry, 'utf8').replace(/BUILD = '\w+'/, `BUILD = '${build}'`);
  writeFileSync(entry, code);
  expect(run(join(other, 'start-cache.cjs')).status).toBe(0);
  const [made = ''] = readdirSync(other).filter((name) => name.endsWith('.cache'));
  copyFileSync(join(other, made), cache);
}

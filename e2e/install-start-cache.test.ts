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
import { dirname, join } from 'node:path';
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
    const files = readdirSync(dirname(program)).filter((name) => name.endsWith('.cjs'));
    for (const name of files) copyFileSync(join(dirname(program), name), join(folder, name));
  }
});

describe('what V8 compiled of the programs', () => {
  it('is kept beside them, for their owner to write and all to read, and goes with --remove', () => {
    expect(run(maker())).toEqual({ status: 0, stdout: '', stderr: '' });
    const all = caches();
    expect(all.map((name) => name.replace(/\.[0-9a-f]{16}\./, '.HASH.'))).toEqual([
      'model-registry-installer.inspector.HASH.cache',
      'model-registry-installer.main.HASH.cache',
      'model-registry-retrain.inspector.HASH.cache',
      'model-registry-retrain.main.HASH.cache',
      'model-registry.inspector.HASH.cache',
      'model-registry.main.HASH.cache',
      'model-registry.quick.HASH.explain.cache',
      'model-registry.quick.HASH.list.cache',
      'model-registry.quick.HASH.next-version.cache',
      'model-registry.quick.HASH.select.cache',
    ]);
    for (const name of caches()) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o644);
    expect(run(maker()).status).toBe(0);
    expect(caches()).toEqual(all);
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
    const cache = join(folder, caches().find(isOfList) ?? '');
    const said = () =>
      run(join(folder, 'model-registry.cjs'), 'list', '--models-dir', folder).stdout;

    plantOther(cache);
    expect(said()).toContain('M0DEL DISCOVERY');

    chmodSync(cache, 0o664);
    expect(said()).toContain('MODEL DISCOVERY');

    chmodSync(cache, 0o644);
    renameSync(cache, join(folder, 'model-registry.quick.0123456789abcdef.list.cache'));
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

  it('is made of no file of another build, which is said', () => {
    const quick = join(folder, 'model-registry.quick.cjs');
    const text = readFileSync(quick, 'latin1');
    writeFileSync(quick, text.replaceAll('MODEL DISCOVERY', 'M0DEL DISCOVERY'));
    const { status, stderr } = run(maker());
    expect(status).toBe(3);
    expect(stderr).toMatch(/^start-cache\.cjs: model-registry list: /);
    expect(stderr).toContain(`${quick} is not whole: install it again`);
    expect(caches()).toEqual([]);
  });
});

const isOfList = (name: string) => name.endsWith('.list.cache');

/** What V8 compiled of another program, of the same length: it cannot tell the two apart. */
function plantOther(cache: string) {
  const other = temporaryFolder();
  const isOne = (name: string) => /^(?:model-registry|start-cache)\b(?!-).*\.cjs$/.test(name);
  for (const name of readdirSync(folder).filter(isOne))
    copyFileSync(join(folder, name), join(other, name));
  const quick = join(other, 'model-registry.quick.cjs');
  const hash = () => createHash('sha256').update(readFileSync(quick)).digest('hex').slice(0, 16);
  const before = hash();
  writeFileSync(
    quick,
    readFileSync(quick, 'latin1').replaceAll('MODEL DISCOVERY', 'M0DEL DISCOVERY'),
  );
  const entry = join(other, 'model-registry.cjs');
  writeFileSync(entry, readFileSync(entry, 'utf8').replace(before, hash()));
  expect(run(join(other, 'start-cache.cjs')).status).toBe(0);
  const made = readdirSync(other).find(isOfList) ?? '';
  copyFileSync(join(other, made), cache);
}

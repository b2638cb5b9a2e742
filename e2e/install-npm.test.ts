import { execFileSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelsFolder, sharedFolder, version, writeFiles } from './support/models.js';
import { inShell } from './support/packaging.js';
import { spawnToEnd } from './support/spawn.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const QUIET = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error'];
const LIBRARIES = [
  'registry',
  'core',
  'fs-scanner',
  'artifact-inspector',
  'selector',
  'fs-store',
  'training-gate',
  'fleet',
  'page',
  'snapshot',
  'documents',
];
/** Folders of packages whose names are others. */
const NAMES: Readonly<Record<string, string>> = { registry: 'org-model-registry' };

const PROGRAMS = [
  { name: 'cli', command: 'model-registry', word: 'select', says: 'Version: 1.0' },
  {
    ...{ name: 'installer-helper', command: 'model-registry-installer' },
    ...{ word: '--reuse', says: 'reuse' },
  },
  {
    ...{ name: 'retrain-scheduler', command: 'model-registry-retrain' },
    ...{ word: 'status', says: 'Live model  1.0' },
  },
];

/** All that a release is made of. */
const RELEASED = [
  'packages',
  'apps',
  'scripts',
  'packaging',
  '.changeset',
  'package.json',
  'pnpm-workspace.yaml',
];
const CHANGE = '---\n"@org/model-registry-core": minor\n---\n\nA change.\n';

/** Prints the selected version, for each kind of module. */
const BODY = `
const config = { model: { training_mode: 'single_symbol', selection: { verify: 'off' } } };
const registry = openRegistry({ config, modelsDir: process.argv[2] ?? 'models' });
registry.select().then((model) => console.log(model?.version));
`;
const ESM = `import { openRegistry } from '@org/model-registry';\n${BODY}`;
const CJS = ESM.replaceAll(/import (.*) from (.*);/g, 'const $1 = require($2);');
const TYPES = `${ESM}
import { instantOf, type DiscoveredModel, type Problem } from '@org/model-registry-core';
import { configSchema } from '@org/model-registry-core/schemas';
import { DOCUMENTS } from '@org/model-registry-documents';
const first: DiscoveredModel | undefined = undefined as DiscoveredModel | undefined;
const kinds: Problem['kind'][] = first?.problems.map((problem) => problem.kind) ?? [];
registry.select().then((model) => model?.modelPath.startsWith('/') && model.metadata.version);
// @ts-expect-error: a version is text, so the types are not any
const version: number | undefined = first?.version;
// @ts-expect-error: a number may be seconds or milliseconds
registry.select({ asOf: 1_767_225_600_000 });
// @ts-expect-error: milliseconds are no instant
const instant: ReturnType<typeof instantOf> = BigInt(Date.now());
export { configSchema, DOCUMENTS, instant, kinds, version };
`;

describe('a project outside the workspace that installs the next release', () => {
  const project = sharedFolder();
  const release = join(project, 'release');
  const tarballs = join(project, 'tarballs');
  const tarballOf = (name: string) => {
    const start = NAMES[name] ?? `org-model-registry-${name}`;
    const isIts = (file: string) => file.replace(/-[\d.]+\.tgz$/, '') === start;
    return join(tarballs, readdirSync(tarballs).find(isIts) ?? '');
  };
  let checked: SpawnSyncReturns<string>;

  beforeAll(() => {
    mkdirSync(tarballs);
    mkdirSync(release);
    run('cp', ['-a', ...RELEASED, release], ROOT);
    symlinkSync(join(ROOT, 'node_modules'), join(release, 'node_modules'));
    writeFiles(release, { '.changeset/change.md': CHANGE });
    run(process.execPath, ['node_modules/@changesets/cli/bin.js', 'version'], release);
    const words = [join(release, 'scripts/check-packages.mjs'), tarballs];
    checked = spawnToEnd(process.execPath, words);
    writeFiles(project, {
      'package.json': '{ "name": "consumer", "private": true }',
      'use.mjs': ESM,
      'use.cjs': CJS,
      'use.mts': TYPES,
      'use.cts': TYPES,
    });
    run('npm', ['install', ...QUIET, ...LIBRARIES.map(tarballOf)], project);
  });

  it('of which publint and attw find nothing wrong, and no tarball is larger than it may be', () => {
    expect(checked.status, checked.stdout + checked.stderr).toBe(0);
  });

  it('has one version for all, the next one, and asks for it where one package uses another', () => {
    const versionIn = (folder: string) => {
      return JSON.parse(readFileSync(join(folder, 'packages/core/package.json'), 'utf8')).version;
    };
    const next = versionIn(release);
    expect(next).not.toBe(versionIn(ROOT));
    const files = readdirSync(tarballs);
    const packages = ['packages', 'apps'].flatMap((group) => readdirSync(join(ROOT, group)));
    // What the programs share goes into their bundles.
    expect(files).toHaveLength(packages.filter((name) => name !== 'program').length);
    for (const file of files) {
      const text = run('tar', ['-xzOf', file, 'package/package.json'], tarballs);
      const { version, dependencies = {} } = JSON.parse(text);
      const ours = Object.entries(dependencies).filter(([name]) => name.startsWith('@org/'));
      expect({ file, version }).toEqual({ file, version: next });
      expect(ours).toEqual(ours.map(([name]) => [name, `^${next}`]));
    }
  });

  it.each(['use.mjs', 'use.cjs'])('selects a model from %s', (file) => {
    const models = modelsFolder({ ...version('1.9'), ...version('1.10') });
    expect(run(process.execPath, [file, models], project)).toBe('1.10\n');
  });

  it('runs the example of the README', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const [, example = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
    const models = Object.entries(version('1.0')).map(([name, file]) => [`models/${name}`, file]);
    writeFiles(project, {
      'example.mjs': example,
      'config/config.yaml': 'model: {training_mode: single_symbol}\n',
      ...Object.fromEntries(models),
    });
    const printed = run(process.execPath, ['example.mjs'], project);
    expect(printed).toBe(`${join(project, 'models/meta_model_v1.0.joblib')}\n`);
  });

  // Node's own types take longest to check, and once is enough.
  it.each([
    ['node16', 'node16', []],
    ['esnext', 'bundler', ['--skipLibCheck']],
  ])('type checks with module %s and %s resolution', (module, resolution, more) => {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
    const options = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2023', ...more];
    const words = ['--module', module, '--moduleResolution', resolution, 'use.mts', 'use.cts'];
    const result = spawnToEnd(process.execPath, [tsc, ...options, ...types, ...words], {
      cwd: project,
    });
    expect(result).toMatchObject({ status: 0, stdout: '' });
  });

  it('has three commands, which bring no dependency along', () => {
    const bot = join(project, 'bot');
    writeFiles(bot, {
      'package.json': '{ "name": "bot", "private": true }',
      'config/config.yaml': 'model: {training_mode: single_symbol}\n',
    });
    run('npm', ['install', ...QUIET, ...PROGRAMS.map(({ name }) => tarballOf(name))], bot);
    const installed = readdirSync(join(bot, 'node_modules'), { recursive: true }).map(String);
    expect(installed.filter((file) => file.endsWith('package.json')).sort()).toEqual(
      PROGRAMS.map(({ name }) => `@org/model-registry-${name}/package.json`).sort(),
    );
    const models = modelsFolder(version('1.0'));
    for (const { command, word, says } of PROGRAMS) {
      const program = join('node_modules/.bin', command);
      expect(run(program, [word, '--models-dir', models], bot)).toContain(says);
    }
  });

  it('has them for all users too, without a network and with nothing in the home folder', () => {
    const prefix = join(project, 'prefix');
    const bot = join(project, 'bot of all');
    const files = PROGRAMS.map(({ name }) => tarballOf(name));
    const words = ['install', '--global', '--offline', '--prefix', prefix, ...QUIET, ...files];
    const env = { PATH: process.env.PATH, HOME: join(project, 'home') };
    mkdirSync(env.HOME);
    execFileSync('npm', words, { cwd: project, env, stdio: ['ignore', 'pipe', 'inherit'] });
    writeFiles(bot, { 'config/config.yaml': 'model: {training_mode: single_symbol}\n' });
    const models = modelsFolder(version('1.0'));
    for (const { command, word, says } of PROGRAMS) {
      const program = join(prefix, 'bin', command);
      expect(run(program, [word, '--models-dir', models], bot)).toContain(says);
    }

    const printed = run(join(prefix, 'bin/model-registry-retrain'), ['print-cron'], bot);
    const line = /^17 \* \* \* \* (.*)$/m.exec(printed)?.[1] ?? '';
    const job = inShell(line.replace("'run'", "'run' '--dry-run'"));
    expect(job).toMatchObject({ status: 0, stderr: '' });
  });
});

function run(program: string, words: readonly string[], cwd: string): string {
  return execFileSync(program, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

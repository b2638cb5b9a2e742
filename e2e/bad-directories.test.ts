import { chmodSync, linkSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CLI, expectEnd, NOW, runCli } from './support/cli.js';
import { BAD, expectSelected, look } from './support/look.js';
import { modelsFolder, temporaryFolder, version, writeFiles } from './support/models.js';
import { NODE } from './support/node.js';
import { startProgram } from './support/running.js';
import { makeFifo, skipBecause } from './support/special-files.js';
import { whyNotUnprivileged } from './support/unprivileged.js';

interface Place {
  readonly name: string;
  /** Gives the path that is named with --models-dir. */
  readonly arrange: () => string;
  /** The exit status of list and of select, and what stderr says of the path. */
  readonly gives: { readonly list: number; readonly select: number; readonly says: string };
  readonly needs?: () => string | null;
}

const PLACES: Place[] = [
  {
    name: 'missing',
    arrange: () => join(temporaryFolder(), 'models'),
    gives: { list: 0, select: 1, says: 'there is no models directory at PATH' },
  },
  {
    name: 'empty',
    arrange: () => modelsFolder({}),
    gives: { list: 0, select: 1, says: '' },
  },
  {
    name: 'a file',
    arrange: () => join(modelsFolder({ file: 'x' }), 'file'),
    gives: { list: 3, select: 3, says: 'models directory PATH cannot be read: ENOTDIR' },
  },
  {
    name: 'not to be read',
    arrange: () => {
      const folder = modelsFolder(version('1.0'));
      chmodSync(folder, 0o000);
      onTestFinished(() => chmodSync(folder, 0o755));
      return folder;
    },
    gives: { list: 3, select: 3, says: 'models directory PATH cannot be read: EACCES' },
    needs: whyNotUnprivileged,
  },
  {
    name: 'a symlink to nothing',
    arrange: () => {
      const path = join(temporaryFolder(), 'models');
      symlinkSync('nothing', path);
      return path;
    },
    gives: { list: 0, select: 1, says: 'there is no models directory at PATH' },
  },
  {
    name: 'a symlink to itself',
    arrange: () => {
      const path = join(temporaryFolder(), 'models');
      symlinkSync(path, path);
      return path;
    },
    gives: { list: 3, select: 3, says: 'models directory PATH cannot be read: ELOOP' },
  },
  {
    name: 'a FIFO',
    arrange: () => {
      const path = join(temporaryFolder(), 'models');
      makeFifo(path);
      return path;
    },
    gives: { list: 3, select: 3, says: 'models directory PATH cannot be read: ENOTDIR' },
  },
];

/** Of each of two kinds. */
const FILES = process.env.PROOFS === 'full' ? 50_000 : 10_000;

describe('the models directory', () => {
  it.for(PLACES)('$name: list exits $gives.list, select $gives.select', async (place, test) => {
    if (place.needs) skipBecause(test, place.needs());
    const path = place.arrange();
    for (const command of ['list', 'select'] as const) {
      const result = await runCli([command, '--models-dir', path, '--config', '-'], {
        unprivileged: place.needs !== undefined,
      });
      expectEnd(result, place.gives[command]);
      expect(result.stderr).toContain(place.gives.says.replace('PATH', path));
      if (place.gives[command] === 3) {
        expect(result.stdout).toBe('');
        expect(result.stderr).toMatch(/^model-registry: .*\n$/);
      }
    }
  });

  it('a symlink, with a symlink inside it: counts', async () => {
    const folder = modelsFolder({ ...version('1.0'), ...version(BAD) });
    const model = join(folder, `meta_model_v${BAD}.joblib`);
    renameSync(model, join(folder, 'file'));
    symlinkSync('file', model);
    const path = join(temporaryFolder(), 'link');
    symlinkSync(folder, path);
    expectSelected(await look(path), []);
  });

  it(`of ${2 * FILES} files that are no artifacts, and 3 versions: finishes`, async () => {
    const folder = modelsFolder({ ...version('1.0'), ...version('1.1'), ...version('1.2') });
    const [trades, model] = ['trades-0.csv', 'meta_model_vBTCUSDT_0.joblib'];
    writeFiles(folder, { [trades]: '', [model]: '' });
    // One file by many names, which are quicker to make.
    for (let at = 1; at < FILES; at += 1) {
      linkSync(join(folder, trades), join(folder, `trades-${at}.csv`));
      linkSync(join(folder, model), join(folder, `meta_model_vBTCUSDT_${at}.joblib`));
    }
    const { models, ignored, selected } = await look(folder);
    expect(models.map((model) => model.version)).toEqual(['1.0', '1.1', '1.2']);
    expect(ignored).toHaveLength(FILES);
    expect(selected).toBe('1.2');
    const doctor = await runCli([
      'doctor',
      '--models-dir',
      folder,
      '--as-of',
      NOW,
      '--config',
      '-',
    ]);
    expectEnd(doctor, 0);
  });
});

interface Surrounding {
  readonly name: string;
  /** Puts it beside the models. */
  readonly arrange: (folder: string) => void;
  readonly needs?: () => string | null;
}

const SURROUNDINGS: Surrounding[] = [
  { name: '.registry is a file', arrange: (folder) => writeFiles(folder, { '.registry': '' }) },
  {
    name: '.registry is a symlink to itself',
    arrange: (folder) => symlinkSync('.registry', join(folder, '.registry')),
  },
  {
    name: '.registry/staging is a file',
    arrange: (folder) => writeFiles(folder, { '.registry/staging': '' }),
  },
  {
    name: '.registry/staging holds a FIFO',
    arrange: (folder) => {
      mkdirSync(join(folder, '.registry/staging'), { recursive: true });
      makeFifo(join(folder, '.registry/staging/fifo'));
    },
  },
  {
    name: '.registry/staging may not be read',
    arrange: (folder) => makePrivate(join(folder, '.registry/staging')),
    needs: whyNotUnprivileged,
  },
  {
    name: 'what another user stages may not be read',
    arrange: (folder) => makePrivate(join(folder, '.registry/staging/run')),
    needs: whyNotUnprivileged,
  },
];

function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o000);
  onTestFinished(() => chmodSync(folder, 0o755));
}

describe('beside the models', () => {
  it.for(SURROUNDINGS)('$name: doctor still says the rest', async ({ arrange, needs }, test) => {
    if (needs) skipBecause(test, needs());
    const folder = modelsFolder({ ...version('1.0'), 'meta_model_v1.joblib': 'x' });
    arrange(folder);
    expect((await look(folder)).selected).toBe('1.0');
    const result = await runCli(
      ['doctor', '--json', '--models-dir', folder, '--as-of', NOW, '--config', '-'],
      { unprivileged: needs !== undefined },
    );
    expectEnd(result, 0);
    expect(JSON.parse(result.stdout).problems).toContainEqual({
      version: null,
      kind: 'ignored-file',
      file: 'meta_model_v1.joblib',
      reason: 'not-a-version',
    });
  });

  it.each([
    ['journal.jsonl', ['pin', '1.0']],
    ['journal.jsonl', ['history']],
    ['results.jsonl', ['record', '1.0', 'auc=0.5']],
  ])('.registry/%s is a FIFO: %s waits for nobody, and says so', async (name, words) => {
    const folder = modelsFolder({ ...version('1.0'), '.registry/keep': '' });
    const file = join(folder, '.registry', name);
    makeFifo(file);
    const result = await runCli([...words, '--models-dir', folder, '--config', '-']);
    expectEnd(result, 3);
    expect(result.stderr).toContain(file);
    expect(result.stderr).toContain('it is no regular file: move it away');
  });
});

it('a current directory that was removed is told as that', async () => {
  const cwd = join(temporaryFolder(), 'gone');
  mkdirSync(cwd);
  const script = 'rmdir "$PWD"; exec "$0" "$1" list';
  const result = await startProgram('sh', ['-c', script, NODE, CLI], { cwd }).ended;
  expectEnd(result, 3);
  expect(result.stderr).toContain('the current directory was removed');
});

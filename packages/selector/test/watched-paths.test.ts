import { mkdirSync, renameSync, rmSync, symlinkSync, watch, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { directoryOf } from '../../fs-scanner/test/temporary.js';
import { WatchedPaths } from '../src/watched-paths.js';

const MODEL = 'meta_model_v1.0.joblib';

/** A bot's folder, with eyes on its `models` and its `config.yaml` that look again at each event. */
class Watch {
  readonly folder: string;
  modelsDir = 'models';
  #events = 0;
  readonly #paths = new WatchedPaths(() => {
    this.#events += 1;
    this.look();
  });

  constructor(files: readonly string[], links: Readonly<Record<string, string>> = {}) {
    this.folder = directoryOf(Object.fromEntries(files.map((file) => [file, ''])));
    for (const [path, target] of Object.entries(links))
      symlinkSync(target, join(this.folder, path));
    onTestFinished(() => this.#paths.close());
  }

  /** Whether there is more to see than before. */
  look(modelsDir = this.modelsDir): boolean {
    this.modelsDir = modelsDir;
    return this.#paths.follow(join(this.folder, modelsDir), [join(this.folder, 'config.yaml')]);
  }

  /** How many events a change makes. The kernel keeps their order: an own one comes last. */
  async eventsOf(change: (folder: string) => void): Promise<number> {
    const before = this.#events;
    const last = new Promise<void>((resolve) => {
      const watcher = watch(this.folder, (_, name) => name === 'last' && resolve());
      onTestFinished(() => watcher.close());
    });
    change(this.folder);
    write(join(this.folder, 'last'));
    await last;
    return this.#events - before;
  }

  async sees(change: (folder: string) => void): Promise<void> {
    expect(await this.eventsOf(change)).toBeGreaterThan(0);
  }
}

function write(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
}

/** As careful programs do: in no moment is there none. */
function switchLink(link: string, target: string): void {
  symlinkSync(target, `${link}.new`);
  renameSync(`${link}.new`, link);
}

/** Often it gets the same inode again. */
function remake(folder: string): void {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
}

describe('seen at once is', () => {
  const releases = [`a/models/${MODEL}`, `b/models/${MODEL}`];

  it.each<[string, string[], Record<string, string>, (folder: string) => void]>([
    ['a file that goes', [`models/${MODEL}`], {}, (at) => rmSync(`${at}/models/${MODEL}`)],
    ['a file that comes', ['models/x'], {}, (at) => write(`${at}/models/${MODEL}`)],
    ['a pin', ['models/.registry/x'], {}, (at) => write(`${at}/models/.registry/pin.json`)],
    ['the first pin', ['models/x'], {}, (at) => write(`${at}/models/.registry/pin.json`)],
    ['an edited config file', ['config.yaml'], {}, (at) => write(`${at}/config.yaml`)],
    ['a models directory', [], {}, (at) => mkdirSync(`${at}/models`)],
    [
      'a switched symlink',
      releases,
      { models: 'a/models' },
      (at) => {
        switchLink(`${at}/models`, 'b/models');
      },
    ],
    [
      'a switched symlink behind a symlink',
      releases,
      { models: 'now/models', now: 'a' },
      (at) => {
        switchLink(`${at}/now`, 'b');
      },
    ],
    [
      'a directory that a symlink waits for',
      ['x'],
      { models: 'a/models' },
      (at) => {
        mkdirSync(`${at}/a`);
      },
    ],
    [
      'a file behind a symlink',
      ['etc/b.yaml'],
      { 'config.yaml': 'etc/b.yaml' },
      (at) => {
        write(`${at}/etc/b.yaml`);
      },
    ],
  ])('%s', async (_, files, links, change) => {
    const eyes = new Watch(files, links);
    eyes.look();
    await eyes.sees(change);
  });
});

describe('followed are', () => {
  it('a switched symlink above the models directory', async () => {
    const eyes = new Watch(['a/models/x', 'b/models/x'], { now: 'a' });
    eyes.look('now/models');
    await eyes.sees((at) => switchLink(`${at}/now`, 'b'));
    await eyes.sees((at) => write(`${at}/b/models/${MODEL}`));
  });

  it('a folder above the models directory that another takes the place of', async () => {
    const eyes = new Watch(['bot/data/models/x', 'new/data/models/x']);
    eyes.look('bot/data/models');
    await eyes.sees((at) => {
      renameSync(`${at}/bot`, `${at}/old`);
      renameSync(`${at}/new`, `${at}/bot`);
    });
    await eyes.sees((at) => write(`${at}/bot/data/models/${MODEL}`));
  });

  it('folders that are made one after the other', async () => {
    const eyes = new Watch([]);
    eyes.look('bot/data/models');
    for (const folder of ['bot', 'bot/data', 'bot/data/models']) {
      await eyes.sees((at) => mkdirSync(join(at, folder)));
    }
    await eyes.sees((at) => write(`${at}/bot/data/models/${MODEL}`));
  });

  it.each(['models', 'models/.registry'])('%s that is deleted and made again', async (folder) => {
    const eyes = new Watch(['models/.registry/x']);
    eyes.look();
    await eyes.sees((at) => remake(join(at, folder)));
    await eyes.sees((at) => write(`${at}/models/.registry/pin.json`));
  });

  it('another models directory in a folder that is watched already', async () => {
    const eyes = new Watch(['models/x', 'a/x', 'b/x'], { live: 'a' });
    eyes.look('models');
    eyes.look('live');
    await eyes.sees((at) => switchLink(`${at}/live`, 'b'));
    eyes.look('.');
    await eyes.sees((at) => write(`${at}/${MODEL}`));
  });
});

it('names that are no concern are not seen', async () => {
  const eyes = new Watch(['models/x', 'config.yaml']);
  eyes.look();
  const events = await eyes.eventsOf((at) => {
    for (const name of ['bot.log', 'models/notes.txt', 'models/archive/x']) write(join(at, name));
  });
  expect(events).toBe(0);
});

it('it is told whether there is more to see than before', () => {
  const eyes = new Watch(['models/x']);
  expect(eyes.look()).toBe(true);
  expect(eyes.look()).toBe(false);
  mkdirSync(join(eyes.folder, 'models/.registry'));
  expect(eyes.look()).toBe(true);
});

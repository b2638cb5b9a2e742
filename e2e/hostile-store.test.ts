import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Bot, filesIn, sha256, versionsIn } from './support/bot.js';
import { type CliResult, expectEnd, RAW } from './support/cli.js';
import { storeFolder } from './support/fleet.js';
import { METADATA, version } from './support/models.js';
import { describePlaces, type Place, placeIn } from './support/places.js';
import { makeFifo } from './support/special-files.js';

/** Colours, a title, a line of its own, text that runs backwards, and a zero byte. */
const HOSTILE = '\u001b[31mred\u001b]0;title\u0007\r\nOK: all is well\u202etxt.exe\u2028\u0000';

type Metadata = Record<string, unknown>;
type Content = string | Buffer | object;

/** A store with two versions, of which the newer is the better one, and a machine that has none of them. */
interface Scene {
  readonly place: Place;
  readonly own: Bot;
  /** The key of a file of version 1.1. */
  object(artifact: 'model' | 'scaler'): string;
  write(key: string, content: Content): Promise<void>;
  /** What the store says of version 1.1, changed, for this one or another. */
  change(change: (metadata: Metadata) => Content, version?: string): Promise<void>;
}

/** What two pushed versions are in a store, by key: the same in each, so that one push is enough. */
let pushed: Promise<ReadonlyMap<string, Buffer>> | undefined;

async function pushBoth(): Promise<ReadonlyMap<string, Buffer>> {
  const place = placeIn(storeFolder());
  const trainer = place.machine({
    ...version('1.0'),
    ...version('1.1'),
    'meta_model_v1.1.joblib': 'Vmodel 1.1\n.',
    'feature_scaler_v1.1.joblib': 'Vscale 1.1\n.',
  });
  expectEnd(await trainer.run(['push']), 0);
  const keys = ['format.json'];
  for (const folder of ['objects', 'claims', 'versions', 'journal']) {
    keys.push(...(await place.names(folder)).map((name) => `${folder}/${name}`));
  }
  return new Map(await Promise.all(keys.map(async (key) => [key, await place.read(key)] as const)));
}

async function scene(place: Place): Promise<Scene> {
  pushed ??= pushBoth();
  for (const [key, content] of await pushed) await place.write(key, content);
  const metadata = JSON.parse((await place.read('versions/1.1.json')).toString());
  const write = (key: string, content: Content) => {
    const isValue = typeof content === 'object' && !Buffer.isBuffer(content);
    return place.write(key, isValue ? JSON.stringify(content) : content);
  };
  return {
    place,
    own: place.machine(),
    object: (artifact) => `objects/${metadata.artifacts[artifact].sha256}`,
    write,
    change: (change, version = '1.1') => write(`versions/${version}.json`, change(metadata)),
  };
}

interface Case {
  readonly arrange: (scene: Scene) => unknown;
  /** What pull says of it; STORE stands for what the store is called. */
  readonly says: RegExp;
  /** What it exits with, and what is selected after it. */
  readonly status?: number;
  readonly takes?: string | null;
}

const sized = (size: unknown) => (metadata: Metadata) => {
  const artifacts = metadata.artifacts as Record<string, object>;
  return { ...metadata, artifacts: { ...artifacts, model: { ...artifacts.model, size } } };
};

const entry = (more: object) => ({
  event: 'published',
  version: '1.1',
  reason: '',
  token: 'f'.repeat(32),
  at: '2025-12-01T00:00:00Z',
  host: 'elsewhere',
  user: 'eve',
  ...more,
});

const REFUSED = /version 1\.1 of the store is refused: objects\/[0-9a-f]{64} in STORE /;
const refused = (why: string) => new RegExp(REFUSED.source + why);
/** Nothing is said: it is no version that this machine could take. */
const SILENT = /^$/;

/**
 * What is wrong with version 1.1, or with something beside it: 1.0 is taken, or 1.1 all the same. Each kind
 * of store finds it in its own way: it reads to an end, or to a limit, or lists.
 */
const CASES: Readonly<Record<string, Case>> = {
  'an object that is missing': {
    arrange: ({ place, object }) => place.remove(object('model')),
    says: refused('is missing'),
  },
  'an object that was changed': {
    arrange: ({ write, object }) => write(object('model'), 'Vmodel 6.6\n.'),
    says: refused('has the hash [0-9a-f]{64}'),
  },
  'an object that is longer': {
    arrange: ({ write, object }) => write(object('scaler'), 'Vscale 1.1\n..'),
    says: refused('has 13 bytes, not 12'),
  },
  'an object that was cut': {
    arrange: ({ write, object }) => write(object('scaler'), 'Vscal'),
    says: refused('has 5 bytes, not 12'),
  },
  'metadata above a mebibyte': {
    arrange: ({ change }) => change((metadata) => ({ ...metadata, more: 'x'.repeat(1_100_000) })),
    says: /version 1\.1 of the store is refused: /,
  },
  'names that are no versions': {
    async arrange({ write }) {
      for (const name of [
        '..json',
        '1.1',
        '99.9.json.bak',
        `9.9${HOSTILE.slice(0, 8)}.json`,
        '-1.0.json',
        '1.99999999999999999999.json',
      ]) {
        await write(`versions/${name}`, '{}');
      }
    },
    says: SILENT,
    takes: '1.1',
  },
  'entries of the journal that are none': {
    async arrange({ write }) {
      await write('journal/000000000003.json', 'no JSON');
      await write('journal/000000000004.json', entry({ event: HOSTILE }));
      await write('journal/000000000005.json', 'x'.repeat(100_000));
      await write('journal/000000000006.json', entry({ event: 'unpinned' }));
    },
    // It may be a pin: another model than that must not become live.
    says: /journal\/000000000003\.json in STORE cannot be read, so that nobody knows what it pins/,
    status: 3,
    takes: null,
  },
  'a journal with a gap': {
    async arrange({ place, write }) {
      await place.remove('journal/000000000001.json');
      await write('journal/000000000009.json', entry({ event: 'retired' }));
    },
    says: SILENT,
    takes: '1.1',
  },
  'reports of machines with hostile text': {
    async arrange({ write }) {
      const report = {
        host: HOSTILE,
        selected: '1.0',
        since: '2025-12-01T00:00:00Z',
        rejected: [{ version: '1.1', reasons: [HOSTILE] }],
        last_pull: '2025-12-01T00:00:00Z',
        journal: 1,
      };
      await write('hosts/eve.json', report);
      await write('hosts/mallory.json', { ...report, selected: null });
      await write('hosts/large.json', { ...report, host: 'x'.repeat(100_000) });
      await write('hosts/other.json', { ...report, selected: '../..' });
      await write('hosts/-.json', '{}');
    },
    says: SILENT,
    takes: '1.1',
  },
};

const WRONG_METADATA: Readonly<Record<string, (metadata: Metadata) => Content>> = {
  'a size that is no number of bytes': sized(1e300),
  'a size below nothing': sized(-1),
  'a hash that is a path': (metadata) => ({
    ...metadata,
    artifacts: {
      model: { sha256: '../../etc/passwd', size: 1 },
      scaler: { sha256: 's3://x/y', size: 1 },
    },
  }),
  'artifacts of no layout': (metadata) => ({
    ...metadata,
    artifacts: { '../model': { sha256: '0'.repeat(64), size: 1 } },
  }),
  'no artifacts': ({ artifacts: _, ...metadata }) => metadata,
  'hostile text': (metadata) => ({
    ...metadata,
    training_mode: HOSTILE,
    symbol_encoding_type: HOSTILE,
  }),
  'no JSON': () => `{"training_mode": ${HOSTILE}`,
  'no text': () => Buffer.from([0xff, 0xfe, 0x00]),
  'nested without end': () => '['.repeat(500_000),
};

/** The same, of content that every store hands on as it is. */
const CONTENT_CASES: Readonly<Record<string, Case>> = {
  'an empty object': {
    arrange: ({ write, object }) => write(object('model'), ''),
    says: refused('has 0 bytes, not 12'),
  },
  'two objects that were swapped': {
    async arrange({ write, object }) {
      await write(object('model'), 'Vscale 1.1\n.');
      await write(object('scaler'), 'Vmodel 1.1\n.');
    },
    says: refused('has the hash'),
  },
  'a size that no disk has': {
    arrange: ({ change }) => change(sized(2 ** 50)),
    says: /version 1\.1 of the store is refused: it needs 1\S* \S+ more, and the disk has /,
  },
  // Each under its own number: whichever were taken would be selected.
  'versions that are none, of whose metadata every one is wrong in its own way': {
    async arrange({ change }) {
      for (const [at, wrong] of Object.values(WRONG_METADATA).entries()) {
        await change(wrong, `1.${at + 1}`);
      }
    },
    says: /version 1\.\d+ of the store is refused: /,
  },
  'a pin of a version that is not there, with hostile text': {
    arrange: ({ write }) =>
      write(
        'journal/000000000003.json',
        entry({ event: 'pinned', version: '6.6', reason: HOSTILE, host: HOSTILE, user: HOSTILE }),
      ),
    says: /the fleet pins 6\.6, which this machine may not select/,
    takes: '1.1',
  },
  'a pin with hostile text': {
    arrange: ({ write }) =>
      write(
        'journal/000000000003.json',
        entry({ event: 'pinned', version: '1.0', reason: HOSTILE, host: HOSTILE, user: HOSTILE }),
      ),
    says: SILENT,
  },
};

/** The same, of what only a folder can hold. */
const FOLDER_CASES: Readonly<Record<string, Case>> = {
  'an object that is a symlink out of the store': {
    arrange({ place, object }) {
      const path = pathIn(place, object('model'));
      rmSync(path);
      symlinkSync('/etc/hostname', path);
    },
    says: refused('.*it is a symlink'),
  },
  'an object that is a pipe': {
    arrange({ place, object }) {
      const path = pathIn(place, object('model'));
      rmSync(path);
      makeFifo(path);
    },
    says: refused('is no regular file'),
  },
  'an object that is a folder': {
    arrange({ place, object }) {
      const path = pathIn(place, object('model'));
      rmSync(path);
      mkdirSync(path);
    },
    says: refused('is no regular file'),
  },
  'metadata that are a pipe': {
    arrange({ place }) {
      const path = pathIn(place, 'versions/1.1.json');
      rmSync(path);
      makeFifo(path);
    },
    says: SILENT,
  },
  'a folder of versions that is a symlink': {
    arrange({ place }) {
      const path = pathIn(place, 'versions');
      const elsewhere = `${place.folder}-elsewhere`;
      renameSync(path, elsewhere);
      symlinkSync(elsewhere, path);
    },
    says: SILENT,
    status: 1,
    takes: null,
  },
};

function pathIn({ folder }: Place, key: string): string {
  if (folder === null) throw new Error('a bucket has no path');
  return join(folder, key);
}

/** The same, of names that no folder can hold. */
const BUCKET_CASES: Readonly<Record<string, Case>> = {
  'keys that lead out of it, and out of folders': {
    async arrange({ write }) {
      for (const key of [
        'versions/../../../9.9.json',
        'versions//9.9.json',
        'versions/9.9.json/9.9.json',
        'versions/',
        'journal/../../journal.json',
        `hosts/../${HOSTILE.slice(0, -1)}`,
        'hosts/\u202e\u2028.json',
        `versions/${'9'.repeat(900)}.json`,
      ]) {
        await write(key, '{}');
      }
    },
    says: SILENT,
    takes: '1.1',
  },
};

/** What keeps a machine from asking at all: it goes on with what it has. */
const CLOSED: Readonly<Record<string, Case>> = {
  'a format without end': {
    arrange: ({ write }) => write('format.json', 'x'.repeat(10_000)),
    says: /format\.json in STORE has more than 4096 bytes/,
  },
};

const CLOSED_FOLDER: Readonly<Record<string, Case>> = {
  'a format of a newer program': {
    arrange: ({ write }) =>
      write('format.json', {
        format: 'model-registry-store',
        number: 2,
        id: '0'.repeat(32),
        at: '2025-12-01T00:00:00Z',
      }),
    says: /is of format 2, and this program knows 1: install a newer one/,
  },
  'a format that is something else': {
    arrange: ({ write }) => write('format.json', HOSTILE),
    says: /holds something else in format\.json/,
  },
  'a store that is gone': {
    arrange: ({ place }) => rmSync(pathIn(place, ''), { recursive: true }),
    says: /there is no STORE: mount it, make the folder, or correct model\.store\.url/,
  },
};

/** Everything on this machine but its models directory, and the marks that it was used. */
function around({ cwd }: Bot): Record<string, string> {
  const files = Object.entries(filesIn(cwd));
  return Object.fromEntries(files.filter(([path]) => !/^models\/|\.model-registry\//.test(path)));
}

function expectClean(result: CliResult): void {
  expect(result.stdout).not.toMatch(RAW);
  expect(result.stderr).not.toMatch(RAW);
}

async function selected(own: Bot): Promise<string | null> {
  const { stdout } = await own.run(['select', '--json']);
  return JSON.parse(stdout).selected?.version ?? null;
}

function named(says: RegExp, { name }: Place): RegExp {
  return new RegExp(says.source.replaceAll('STORE', name.source));
}

describePlaces((newPlace, isFolder) => {
  const own = isFolder ? { ...CONTENT_CASES, ...FOLDER_CASES } : BUCKET_CASES;
  const cases = Object.entries({ ...CASES, ...own });

  it.each(cases)(
    'a store that holds %s',
    async (_, { arrange, says, takes = '1.0', status = 0 }) => {
      const one = await scene(await newPlace());
      await arrange(one);
      const { own, place } = one;
      const before = around(own);
      const stored = await place.names('objects');
      const pulled = await own.run(['pull']);
      expectEnd(pulled, status);
      expect(pulled.stderr).toMatch(named(says, place));
      expect(await selected(own)).toBe(takes);
      expect(versionsIn(own.models)).toEqual(takes === null ? [] : [takes]);
      expect(around(own)).toEqual(before);
      for (const word of ['explain', 'doctor', 'history', 'fleet']) {
        expectClean(await own.run([word]));
      }
      expectClean(await own.run(['store', 'check']));
      // The next pull comes to the same.
      expectEnd(await own.run(['pull']), status);
      expect(await selected(own)).toBe(takes);
      expect(await place.names('objects')).toEqual(stored);
    },
  );

  const closed = Object.entries({ ...CLOSED, ...(isFolder && CLOSED_FOLDER) });

  it.each(closed)('a machine goes on with what it has before %s', async (_, { arrange, says }) => {
    const one = await scene(await newPlace());
    const { own, place } = one;
    expectEnd(await own.run(['pull']), 0);
    const before = filesIn(own.cwd);
    await arrange(one);
    for (const words of [['pull'], ['push'], ['fleet'], ['store', 'check']]) {
      const result = await own.run(words);
      expectClean(result);
      // What is here is in the store already: a push asks nothing.
      if (words[0] === 'push') continue;
      expect(result.status, result.stderr).toBe(3);
      expect(result.stderr).toMatch(named(says, place));
    }
    expect(filesIn(own.cwd)).toEqual(before);
    expect(await selected(own)).toBe('1.1');
  });

  const claim = {
    version: '2.0',
    token: '0'.repeat(32),
    content: null,
    objects: [],
    at: '2025-12-01T00:00:00Z',
    host: HOSTILE,
    user: HOSTILE,
  };

  type Met = [string, string, string | object, RegExp];
  const met: Met[] = [
    [
      'a claim of another',
      'claims/2.0.json',
      claim,
      /the number 2\.0 is claimed, by .* on .* at 2025-12-01/,
    ],
    ['another version under its number', 'versions/2.0.json', METADATA, /another version 2\.0/],
  ];
  const metInFolder: Met[] = [
    [
      'a claim that is none',
      'claims/2.0.json',
      HOSTILE,
      /the number 2\.0 is claimed, and not pushed/,
    ],
    ['something else under its number', 'versions/2.0.json', HOSTILE, /another version 2\.0/],
  ];

  it.each([...met, ...(isFolder ? metInFolder : [])])(
    'a push meets %s',
    async (_, key, content, says) => {
      const { place, write } = await scene(await newPlace());
      const trainer = place.machine(version('2.0'));
      await write(key, content);
      const result = await trainer.run(['push']);
      expectEnd(result, 1);
      expect(result.stdout).toMatch(says);
      expect((await place.read(key)).toString()).toBe(
        typeof content === 'string' ? content : JSON.stringify(content),
      );
    },
  );

  it('a push meets an object that was cut: it is named, and not made public', async () => {
    const { place, write } = await scene(await newPlace());
    const trainer = place.machine({
      ...version('2.0'),
      'meta_model_v2.0.joblib': 'Vmodel 2\n.',
    });
    const key = `objects/${sha256('Vmodel 2\n.')}`;
    await write(key, 'Vmo');
    const result = await trainer.run(['push']);
    expectEnd(result, 3);
    expect(result.stderr).toMatch(
      named(/objects\/[0-9a-f]{64} in STORE has 3 bytes and not 10/, place),
    );
    expect(await place.has('versions/2.0.json')).toBe(false);
    expect(await place.read(key)).toHaveLength(3);
  });
});

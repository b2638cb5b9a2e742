import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  fleetStateDocument,
  instantOf,
  newFleetState,
  parseConfig,
  selectedVersion,
} from '@org/model-registry-core';
import { loadConfig, registryAt } from '@org/model-registry-fs-scanner';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { directoryOf, trio } from '../../../fs-scanner/test/temporary.js';
import { watchSelection } from '../../src/index.js';

/** The three files of a version, in a folder. */
const models = (folder: string, version: string, metadata?: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(trio(version, metadata)).map(([name, text]) => [join(folder, name), text]),
  );

/** As careful programs do: there is a symlink at every moment. */
function switchLink(link: string, target: string): void {
  symlinkSync(target, `${link}.new`);
  renameSync(`${link}.new`, link);
}

/** Often the folder gets the same inode again. */
function remake(folder: string): void {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
}

function write(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

/** What a watch says of `models` in a bot's folder before and after a change. */
async function storyOf(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>>,
  change: (folder: string) => void,
  layout: object = {},
): Promise<string[]> {
  const folder = directoryOf(files);
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(folder, path));
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const file = join(folder, 'config.yaml');
  const parsed = parseConfig({ model: { layout } });
  if (!parsed.ok) throw new Error('the defaults are no config');
  const watch = watchSelection({
    situation: () => ({
      registry: registryAt(join(folder, 'models'), { layout: parsed.config.layout }),
      config: loadConfig(file) ?? parsed.config,
      now: instantOf(new Date()),
    }),
    files: [file],
    signal: stop.signal,
    onError: () => {},
  });
  const next = async () => {
    const { value } = await watch.next();
    return value ? `${selectedVersion(value.choice)}: ${value.reason}` : 'the end';
  };
  const first = await next();
  const second = next();
  change(folder);
  return [first, await second];
}

const BOTH = { ...models('models', '1.0'), ...models('models', '1.1') };
const RELEASES = { ...models('a/models', '1.0'), ...models('b/models', '1.1') };
const ONE_ZERO = '{"version": "1.0"}';
const STORE = 'file:///mnt/models';
const FLEET_PIN = JSON.stringify(
  fleetStateDocument({
    ...newFleetState(STORE, 'this-one'),
    pin: { version: '1.0', at: null, user: null, reason: '' },
  }),
);

it.each<
  [
    change: string,
    files: Record<string, string>,
    links: Record<string, string>,
    change: (at: string) => void,
    story: string[],
  ]
>([
  [
    'a file that is removed',
    BOTH,
    {},
    (at) => rmSync(`${at}/models/meta_model_v1.1.joblib`),
    ['1.1: started', '1.0: model-gone'],
  ],
  [
    'a config file that is renamed into place',
    { ...BOTH, 'models/model_config_v1.1.json': '[]' },
    {},
    (at) => write(`${at}/models/model_config_v1.1.json`, '{}'),
    ['1.0: started', '1.1: better-model'],
  ],
  [
    'a file of the selected model that is written to in place',
    BOTH,
    {},
    (at) => writeFileSync(`${at}/models/model_config_v1.1.json`, '{"own": 1}'),
    ['1.1: started', '1.1: files-changed'],
  ],
  [
    'the first pin',
    BOTH,
    {},
    (at) => {
      mkdirSync(`${at}/models/.registry`);
      write(`${at}/models/.registry/pin.json`, ONE_ZERO);
    },
    ['1.1: started', '1.0: pin-changed'],
  ],
  [
    'a pin in a folder that was deleted and made again',
    { ...BOTH, 'models/.registry/pin.json': ONE_ZERO },
    {},
    (at) => remake(`${at}/models/.registry`),
    ['1.0: started', '1.1: pin-changed'],
  ],
  [
    'a pin of the fleet',
    {
      ...BOTH,
      'config.yaml': `model: {store: {url: "${STORE}"}}`,
      'models/.registry/journal.jsonl': '',
    },
    {},
    (at) => write(`${at}/models/.registry/fleet.json`, FLEET_PIN),
    ['1.1: started', '1.0: pin-changed'],
  ],
  [
    'an edited config file',
    { ...BOTH, 'config.yaml': '' },
    {},
    (at) => writeFileSync(`${at}/config.yaml`, 'model: {training_mode: multi_symbol}'),
    ['1.1: started', 'null: config-changed'],
  ],
  [
    'a config file behind a symlink',
    { ...BOTH, 'etc/bot.yaml': '' },
    { 'config.yaml': 'etc/bot.yaml' },
    (at) => writeFileSync(`${at}/etc/bot.yaml`, 'model: {training_mode: multi_symbol}'),
    ['1.1: started', 'null: config-changed'],
  ],
  [
    'a models directory that is made later, with the folders above it',
    {},
    { models: 'bot/models' },
    (at) => {
      mkdirSync(`${at}/bot/models`, { recursive: true });
      for (const [name, text] of Object.entries(models('models', '1.0'))) {
        writeFileSync(join(at, 'bot', name), text);
      }
    },
    ['null: started', '1.0: better-model'],
  ],
  [
    'a symlink that is switched',
    RELEASES,
    { models: 'a/models' },
    (at) => switchLink(`${at}/models`, 'b/models'),
    ['1.0: started', '1.1: model-gone'],
  ],
  [
    'a symlink behind a symlink that is switched',
    RELEASES,
    { models: 'now/models', now: 'a' },
    (at) => switchLink(`${at}/now`, 'b'),
    ['1.0: started', '1.1: model-gone'],
  ],
  [
    'a folder that another takes the place of',
    { ...models('models', '1.0'), ...models('new', '1.1') },
    {},
    (at) => {
      renameSync(`${at}/models`, `${at}/old`);
      renameSync(`${at}/new`, `${at}/models`);
    },
    ['1.0: started', '1.1: model-gone'],
  ],
])('sees at once %s', async (_, files, links, change, story) => {
  // While no time passes, there is no look that a change did not bring.
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  expect(await storyOf(files, links, change)).toEqual(story);
});

it('sees a little later that the metadata of another version were edited in place', async () => {
  const files = { ...BOTH, 'models/model_config_v1.1.json': '[]' };
  const change = (at: string) => writeFileSync(`${at}/models/model_config_v1.1.json`, '{}');
  expect(await storyOf(files, {}, change)).toEqual(['1.0: started', '1.1: better-model']);
});

describe('a folder per version', () => {
  const layout = {
    version: 'integer',
    model: '{version}/model.pkl',
    scaler: null,
    config: '{version}/meta.json',
    companions: ['{version}/encoding.json'],
  };
  const files = (version: string) => ({
    [`models/${version}/model.pkl`]: 'N.',
    [`models/${version}/meta.json`]: '{}',
    [`models/${version}/encoding.json`]: '{}',
  });
  const { 'models/8/encoding.json': _, ...part } = files('8');

  it.each<[string, Record<string, string>, (at: string) => void, string[]]>([
    [
      'the last file of a version that comes into its folder',
      { ...files('7'), ...part },
      (at) => write(`${at}/models/8/encoding.json`, '{}'),
      ['7: started', '8: better-model'],
    ],
    [
      'a companion that is removed',
      { ...files('7'), ...files('8') },
      (at) => rmSync(`${at}/models/8/encoding.json`),
      ['8: started', '7: model-gone'],
    ],
    [
      'a companion that is written to in place',
      files('7'),
      (at) => writeFileSync(`${at}/models/7/encoding.json`, '{"a": 1}'),
      ['7: started', '7: files-changed'],
    ],
    [
      'a folder that is renamed into place',
      { ...files('7'), 'new/model.pkl': 'N.', 'new/meta.json': '{}', 'new/encoding.json': '{}' },
      (at) => renameSync(`${at}/new`, `${at}/models/8`),
      ['7: started', '8: better-model'],
    ],
  ])('sees at once %s', async (_, before, change, story) => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    expect(await storyOf(before, {}, change, layout)).toEqual(story);
  });
});

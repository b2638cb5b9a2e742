import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { StoreSettings } from '@org/model-registry-fleet';
import { describe } from 'vitest';
import { type Bot, bot } from './bot.js';
import { sharing, storeFolder } from './fleet.js';
import type { Files } from './models.js';
import { CEPH } from './s3/ceph.js';
import { describeWithServer, openWithKeys } from './s3/server.js';
import { clientOf, S3_KEYS } from './s3/server-kind.js';

/** A store, as who keeps it reaches it beside the machines that share it: by the system or by the API. */
export interface Place {
  /** Null for a bucket. */
  readonly folder: string | null;
  /** What it is called in messages. */
  readonly name: RegExp;
  /** A machine that shares it. */
  machine(files?: Files): Bot;
  /** What is in a folder of it, ascending; also what is no key. */
  names(folder: string): Promise<string[]>;
  has(key: string): Promise<boolean>;
  /** Fails where it is missing. */
  read(key: string): Promise<Buffer>;
  /** Under any key that the place itself takes. */
  write(key: string, content: string | Buffer): Promise<void>;
  remove(key: string): Promise<void>;
}

/** A store in a folder that is there. */
export function placeIn(folder: string): Place {
  const path = (key: string) => join(folder, key);
  return {
    folder,
    name: /file:\S+/,
    machine: (files = {}) => bot(files, sharing(folder)),
    names: async (name) => (existsSync(path(name)) ? readdirSync(path(name)).sort() : []),
    has: async (key) => existsSync(path(key)),
    read: async (key) => readFileSync(path(key)),
    async write(key, content) {
      rmSync(path(key), { recursive: true, force: true });
      mkdirSync(dirname(path(key)), { recursive: true });
      writeFileSync(path(key), content);
    },
    remove: async (key) => rmSync(path(key), { recursive: true }),
  };
}

/** A store in a bucket that is there. */
async function bucketPlace(settings: StoreSettings): Promise<Place> {
  const store = await openWithKeys(settings);
  const client = clientOf(settings);
  const request = (method: 'PUT' | 'DELETE', key: string, body?: Buffer) =>
    client.request(
      { method, path: client.location.prefix + encoded(key), ...(body && { body }) },
      ({ message }) => void message.resume(),
    );
  const { url, endpoint, region } = settings;
  const config = {
    model: {
      training_mode: 'single_symbol',
      store: { url, endpoint, region, path_style: true },
    },
  };
  return {
    folder: null,
    name: /s3:\/\/\S+ at 127\.0\.0\.1:\d+/,
    machine: (files = {}) => bot(files, JSON.stringify(config), S3_KEYS),
    async names(folder) {
      const names: string[] = [];
      for await (const { key } of store.list(`${folder}/`))
        names.push(key.slice(folder.length + 1));
      return names.sort();
    },
    has: async (key) => (await store.head(key)) !== null,
    async read(key) {
      const bytes = await store.get(key, 100_000_000);
      if (bytes === null) throw new Error(`${key} is missing`);
      return Buffer.from(bytes);
    },
    write: (key, content) => request('PUT', key, Buffer.from(content)),
    remove: (key) => request('DELETE', key),
  };
}

/** A path as a URL has it, with every other character by its number. */
function encoded(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/');
}

/** The same tests with stores in folders, and in buckets of a real server. */
export function describePlaces(tests: (newPlace: () => Promise<Place>, isFolder: boolean) => void) {
  describe('in a folder', () => tests(async () => placeIn(storeFolder()), true));
  describeWithServer(CEPH, (server) =>
    tests(async () => bucketPlace(await server.newBucket()), false),
  );
}

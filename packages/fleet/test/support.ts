import { createHash } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instantOf, parseConfig, type StoreSettings } from '@org/model-registry-core';
import { registryAt } from '@org/model-registry-fs-scanner';
import type { Situation } from '@org/model-registry-selector';
import { onTestFinished } from 'vitest';
import { directoryOf } from '../../fs-scanner/test/temporary.js';
import { type ObjectStore, openStore } from '../src/index.js';
import type { Site } from '../src/site/site.js';
import { surroundings } from './store/surroundings.js';

/** A folder for a store that many machines share. */
export function storeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'model-registry-store-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A machine that shares a store in a folder, with these files in its models directory. */
export async function machine(
  folder: string,
  files: Readonly<Record<string, string | Buffer>> = {},
  model: object = {},
): Promise<Site & { readonly dir: string }> {
  const dir = directoryOf(files);
  const url = `file://${folder}`;
  const parsed = parseConfig({ model: { ...model, store: { url } } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { config } = parsed;
  const settings = config.store as StoreSettings;
  const now = instantOf(new Date('2026-01-01T00:00:00Z'));
  const situation: Situation = { registry: registryAt(dir), config, now };
  const store = await openStore({ url }, surroundings());
  return { dir, store, settings, situation, waitSeconds: 10 };
}

/** Pickles of a text. */
export function pickle(text: string): Buffer {
  return Buffer.from(`V${text}\n.`);
}

/** The files of a version that is like no other. */
export function version(number: string, metadata: object = {}): Record<string, string | Buffer> {
  return {
    [`meta_model_v${number}.joblib`]: pickle(`model ${number}`),
    [`feature_scaler_v${number}.joblib`]: pickle('scaler'),
    [`model_config_v${number}.json`]: JSON.stringify(metadata),
  };
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The keys in a store, ascending. */
export async function keysIn(store: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list('')) keys.push(key);
  return keys;
}

/** The value of a document in a store. */
export async function valueAt(store: ObjectStore, key: string): Promise<Record<string, unknown>> {
  const bytes = await store.get(key, 1_048_576);
  if (bytes === null) throw new Error(`nothing is at ${key}`);
  return JSON.parse(Buffer.from(bytes).toString());
}

/** A store that does some things in another way. */
export function wrapped(store: ObjectStore, other: Partial<ObjectStore>): ObjectStore {
  return {
    name: store.name,
    create: (...words) => store.create(...words),
    replace: (...words) => store.replace(...words),
    get: (...words) => store.get(...words),
    read: (...words) => store.read(...words),
    head: (...words) => store.head(...words),
    list: (...words) => store.list(...words),
    delete: (...words) => store.delete(...words),
    ...other,
  };
}

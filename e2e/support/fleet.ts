import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Bot, bot } from './bot.js';
import { type Files, temporaryFolder } from './models.js';

/** A folder for a store. */
export function storeFolder(): string {
  const store = join(temporaryFolder(), 'store');
  mkdirSync(store);
  return store;
}

/** The config of a machine that shares a store in a folder; with more keys of `model` where they are given. */
export function sharing(store: string, { push = false, ...model }: Sharing = {}): string {
  const own = { training_mode: 'single_symbol', store: { url: `file://${store}`, push } };
  return JSON.stringify({ model: { ...own, ...model } });
}

/** A machine that shares a store in a folder. */
export function machine(store: string, files: Files = {}, more?: Sharing): Bot {
  return bot(files, sharing(store, more));
}

interface Sharing {
  readonly push?: boolean;
  readonly pin?: string;
}

import {
  type CompleteModel,
  formatInstant,
  instantOf,
  isComplete,
  waitingVersions,
} from '@org/model-registry-core';
import { scanRegistry } from '@org/model-registry-fs-scanner';
import { unknownVersion } from '@org/model-registry-fs-store';
import { type Folded, fold, NOTHING_READ } from '../protocol/fold.js';
import { ofStore, prepareStore } from '../protocol/format.js';
import { entriesAfter } from '../protocol/journal.js';
import { changeState, type Site, siteState } from '../site/site.js';
import type { ObjectStore } from '../store/object-store.js';
import { LocalVersionError, readLocal } from './local-version.js';
import { type Pushed, pushOne } from './push-one.js';

/**
 * Pushes versions that are finished here, ascending.
 *
 * @param named which; null for all that wait: those that are not known to be in the store
 * @param tell what became of each, as soon as it is known
 * @throws UnknownVersionError where one that is named is not finished here
 * @throws StoreError, BusyError; Error for failing IO
 * @example await pushVersions(site, null) // [{ version: '1.4', action: 'pushed', bytes: 1024 }]
 */
export async function pushVersions(
  site: Site,
  named: readonly string[] | null,
  tell: (pushed: Pushed) => void = () => {},
): Promise<Pushed[]> {
  const models = modelsToPush(site, named);
  if (models.length === 0) return [];
  const state = await enterStore(site);
  const waiting = new Set(
    waitingVersions(
      models.map(({ version }) => version),
      state,
    ),
  );
  const chosen = named === null ? models.filter(({ version }) => waiting.has(version)) : models;
  if (chosen.length === 0) return [];
  const journal = await readJournalOf(site.store);
  const all: Pushed[] = [];
  for (const model of chosen) {
    site.signal?.throwIfAborted();
    const pushed = await push(site, journal, model);
    if (pushed.action !== 'refused') await noteStored(site, pushed.version);
    all.push(pushed);
    tell(pushed);
  }
  return all;
}

function modelsToPush(
  { situation: { registry } }: Site,
  named: readonly string[] | null,
): CompleteModel[] {
  const models = scanRegistry(registry).models.filter(isComplete);
  if (named === null) return models;
  return named.map((version) => {
    const model = models.find((each) => each.version === version);
    if (model) return model;
    throw unknownVersion(registry, version);
  });
}

async function push(site: Site, journal: Folded, model: CompleteModel): Promise<Pushed> {
  try {
    const local = await readLocal(model);
    return await pushOne(
      site,
      siteState(site),
      journal,
      local,
      formatInstant(instantOf(new Date())),
    );
  } catch (error) {
    if (!(error instanceof LocalVersionError)) throw error;
    const refusal = { kind: 'unfit', reason: error.message } as const;
    return { version: model.version, action: 'refused', refusal };
  }
}

function noteStored(site: Site, version: string) {
  return changeState(site, (state) => {
    const { [version]: _, ...claims } = state.claims;
    const stored = state.stored.includes(version) ? state.stored : [...state.stored, version];
    return { ...state, stored, claims };
  });
}

/**
 * Makes sure that the place is a store that may be written to, and that what is known here is of this one.
 *
 * @returns what is known
 * @throws StoreError
 */
export async function enterStore(site: Site) {
  const at = formatInstant(instantOf(new Date()));
  const known = siteState(site);
  const format = await prepareStore(site.store, known.proven, at, proveNothing);
  return changeState(site, (state) => {
    const ours = ofStore(state, format.id);
    return ours.proven ? ours : { ...ours, proven: true };
  });
}

async function proveNothing() {}

/**
 * All of the journal.
 *
 * @throws StoreError
 * @example (await readJournalOf(store)).retired
 */
export async function readJournalOf(store: ObjectStore, signal?: AbortSignal): Promise<Folded> {
  let folded = NOTHING_READ;
  for await (const entry of entriesAfter(store, 0, signal)) folded = fold(folded, entry);
  return folded;
}

import {
  type CompleteModel,
  formatInstant,
  instantOf,
  isComplete,
  waitingVersions,
} from '@org/model-registry-core';
import { scanRegistry } from '@org/model-registry-fs-scanner';
import { unknownVersion } from '@org/model-registry-fs-store';
import { type Folded, readJournalOf } from '../protocol/fold.js';
import { enterStore } from '../site/enter-store.js';
import { changeState, type Site, siteState } from '../site/site.js';
import { LocalVersionError, readLocal } from './local-version.js';
import { type Pushed, pushOne } from './push-one.js';

/**
 * Pushes versions that are finished here, ascending.
 *
 * @param named which; null for all that wait: those that are not known to be in the store
 * @throws UnknownVersionError where one that is named is not finished here
 * @throws StoreError, BusyError; Error for failing IO
 * @example await pushVersions(site, null) // [{ version: '1.4', action: 'pushed', bytes: 1024 }]
 */
export async function pushVersions(site: Site, named: readonly string[] | null): Promise<Pushed[]> {
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

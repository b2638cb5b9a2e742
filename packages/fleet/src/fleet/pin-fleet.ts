import {
  formatInstant,
  instantOf,
  type JournalEntry,
  liveBefore,
  type Problem,
  type Selection,
} from '@org/model-registry-core';
import { StoreRefusal, UnknownVersionError } from '@org/model-registry-fs-store';
import { decide } from '@org/model-registry-selector';
import { appendEntry } from '../protocol/append.js';
import { type Folded, fold, NOTHING_READ, readJournalOf, writtenBy } from '../protocol/fold.js';
import { entriesAfter, type NumberedEntry } from '../protocol/journal.js';
import { listVersions } from '../protocol/versions.js';
import { rank } from '../pull/candidates.js';
import { readOffer } from '../pull/offer.js';
import { takePin } from '../pull/pull.js';
import { enterStore } from '../site/enter-store.js';
import type { Site } from '../site/site.js';

/** What became of a pin for the fleet. */
export type FleetPinned =
  | { readonly action: 'pinned'; readonly version: string; readonly journal: number }
  | {
      readonly action: 'refused';
      readonly version: string;
      /** Why this machine could not select it. */
      readonly problems: readonly Problem[];
    };

/**
 * Pins a version for all machines that share the store. Each takes it with its next pull, unless its
 * config or a pin of its own says otherwise; this machine takes it now, where the version is here.
 *
 * @param force although this machine could not select it
 * @throws UnknownVersionError where the store has no such version, or retired it
 * @throws StoreError, BusyError; Error for failing IO
 * @example await pinFleet(site, '1.4', false)
 */
export async function pinFleet(site: Site, version: string, force: boolean): Promise<FleetPinned> {
  await enterStore(site);
  const journal = await readJournalOf(site.store);
  const there = await listVersions(site.store);
  if (!there.includes(version) || journal.retired.has(version)) {
    const advice = 'model-registry fleet shows what is there, model-registry push brings one';
    throw new UnknownVersionError(version, site.store.name, advice);
  }
  const selection = await selectionAt(site, journal, version);
  const rejection = selection.rejected.find(({ model }) => model.version === version);
  if (rejection && !force) return { action: 'refused', version, problems: rejection.problems };
  const number = await append(site, journal, 'pinned', version, 'pin');
  if (number === null) return pinFleet(site, version, force);
  return { action: 'pinned', version, journal: number };
}

/**
 * Pins for all the version that was live before: what this machine's config would have selected of the
 * store before its last change.
 *
 * @throws StoreRefusal where the journal of the store names none
 */
export async function rollBackFleet(site: Site): Promise<FleetPinned> {
  await enterStore(site);
  const entries: NumberedEntry[] = [];
  for await (const entry of entriesAfter(site.store, 0)) entries.push(entry);
  const journal = entries.reduce(fold, NOTHING_READ);
  const order = (await selectionAt(site, journal, null)).ranked.map(({ model }) => model.version);
  const past = asHistory(entries, order);
  const current = past.at(-1)?.selected_version ?? null;
  const version = liveBefore(past, current);
  if (version === null) {
    throw new StoreRefusal(
      `no version is known in ${site.store.name} that was live before ${current ?? 'now'}: use pin VERSION --fleet`,
    );
  }
  const number = await append(site, journal, 'pinned', version, 'rollback');
  if (number === null) return rollBackFleet(site);
  return { action: 'pinned', version, journal: number };
}

/**
 * Removes the pin for all.
 *
 * @returns the number of its entry; null where there was no pin
 */
export async function unpinFleet(site: Site): Promise<number | null> {
  await enterStore(site);
  const journal = await readJournalOf(site.store);
  return journal.pin === null ? null : append(site, journal, 'unpinned', null, 'unpin');
}

/** Null where what was to be pinned is retired by now, or nothing is pinned any more. */
async function append(
  site: Site,
  journal: Folded,
  event: 'pinned' | 'unpinned',
  version: string | null,
  reason: string,
): Promise<number | null> {
  const by = writtenBy(formatInstant(instantOf(new Date())));
  const entry = { event, version, reason, ...by };
  const number = await appendEntry(site.store, journal, entry, ({ retired, pin }) =>
    version === null ? pin !== null : !retired.has(version),
  );
  await takePin(site);
  return number;
}

/** What this machine would select with such a pin, of the versions here and in the store. */
async function selectionAt(
  { store, situation }: Site,
  { retired }: Folded,
  pin: string | null,
): Promise<Selection> {
  const { registry, config, now } = situation;
  const decision = await decide(situation);
  const nothing = { ...decision.scan, models: [] };
  const offer = await readOffer(
    store,
    registry,
    nothing,
    { stored: [], retired: [...retired] },
    new Map(),
  );
  return rank(decision, offer.stored, config, now, [pin]);
}

/** The journal of the store as that of a machine with this config, which selects the best at each moment. */
function asHistory(entries: readonly NumberedEntry[], order: readonly string[]): JournalEntry[] {
  let state = NOTHING_READ;
  let selected: string | null = null;
  return entries.flatMap((each) => {
    state = fold(state, each);
    const { event, version, at, reason } = each.entry;
    const { published, retired, pin } = state;
    const best = order.find((one) => published.has(one) && !retired.has(one)) ?? null;
    const previous_version = selected;
    selected = pin?.version ?? best;
    // What was retired does not come back, as what was deleted here.
    const as = event === 'retired' ? 'deleted' : event;
    return [{ event: as, version, at, reason, previous_version, selected_version: selected }];
  });
}

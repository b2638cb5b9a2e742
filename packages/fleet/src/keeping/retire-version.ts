import { formatInstant, instantOf, isSilent } from '@org/model-registry-core';
import { UnknownVersionError } from '@org/model-registry-fs-store';
import { readHosts } from '../fleet/read-fleet.js';
import { appendEntry } from '../protocol/append.js';
import { readJournalOf, writtenBy } from '../protocol/fold.js';
import { listVersions } from '../protocol/versions.js';
import { enterStore } from '../site/enter-store.js';
import type { Site } from '../site/site.js';

/** Days for which a machine that was heard of counts, where nothing else is said. */
export const HEARD_DAYS = 30;

/** What became of a version that was to be retired. */
export type Retired =
  | { readonly action: 'retired'; readonly version: string }
  | { readonly action: 'none'; readonly version: string }
  | {
      readonly action: 'refused';
      readonly version: string;
      /** It is pinned for all. */
      readonly isPinned: boolean;
      /** Machines that run it; texts of a store. */
      readonly hosts: readonly string[];
    };

/**
 * Takes a version out of what is offered to machines. Its files stay until the store is cleaned; a machine
 * that has it keeps it. Never one that is pinned for all, or that a machine runs which was heard of within
 * 30 days.
 *
 * @throws UnknownVersionError where the store has no such version
 * @throws StoreError, BusyError; Error for failing IO
 * @example (await retireVersion(site, '1.0')).action // 'retired'
 */
export async function retireVersion(site: Site, version: string): Promise<Retired> {
  await enterStore(site);
  const { store } = site;
  const journal = await readJournalOf(store);
  if (journal.retired.has(version)) return { action: 'none', version };
  if (!(await listVersions(store)).includes(version)) {
    const advice = 'model-registry fleet shows what is there';
    throw new UnknownVersionError(version, store.name, advice);
  }
  const now = instantOf(new Date());
  const { hosts } = await readHosts(store);
  const running = hosts
    .filter((host) => host.selected === version && !isSilent(host, now, HEARD_DAYS))
    .map(({ host }) => host);
  const isPinned = journal.pin?.version === version;
  if (isPinned || running.length > 0)
    return { action: 'refused', version, isPinned, hosts: running };
  const by = writtenBy(formatInstant(now));
  const entry = { event: 'retired', version, reason: 'store retire', ...by } as const;
  const number = await appendEntry(
    store,
    journal,
    entry,
    ({ retired, pin }) => !retired.has(version) && pin?.version !== version,
  );
  // Somebody pinned or retired it meanwhile.
  if (number === null) return retireVersion(site, version);
  return { action: 'retired', version };
}

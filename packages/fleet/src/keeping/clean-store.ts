import {
  DAY,
  formatInstant,
  type Instant,
  instantOf,
  isSilent,
  parseTimestamp,
} from '@org/model-registry-core';
import { readHosts } from '../fleet/read-fleet.js';
import { claimAt } from '../protocol/claims.js';
import { whileCleaning } from '../protocol/cleanings.js';
import { fold, NOTHING_READ, writtenBy } from '../protocol/fold.js';
import { entriesAfter } from '../protocol/journal.js';
import { claimedVersionOf, hashOfKey, hostKey, PREFIXES, versionKey } from '../protocol/keys.js';
import { filesNamed, listVersions, readVersion } from '../protocol/versions.js';
import { enterStore } from '../site/enter-store.js';
import type { Site } from '../site/site.js';
import { StoreError } from '../store/store-error.js';

/** What a cleaning removed, or would. */
export interface StoreCleaning {
  /** Retired versions, ascending. */
  readonly versions: readonly string[];
  /** Files that no version names, by their keys. */
  readonly objects: readonly string[];
  /** Machines that were not heard of, by id. */
  readonly hosts: readonly string[];
  /** Bytes of the files. */
  readonly freed: number;
}

/**
 * Removes what nobody needs: versions that were retired so long ago and that no machine named since, files
 * of no version that are so old, and machines that were not heard of. Numbers stay taken.
 *
 * @param days 0 or more; fractions allowed
 * @param isDry only say what would be removed
 * @throws StoreError, also where a version cannot be read: nothing is removed then, as it is not known
 *   which files it needs
 * @example (await cleanStore(site, 30, false)).freed
 */
export async function cleanStore(site: Site, days: number, isDry: boolean): Promise<StoreCleaning> {
  const { store } = site;
  await enterStore(site);
  const now = instantOf(new Date());
  if (isDry) return lookAround(site, days, now);
  return whileCleaning(store, writtenBy(formatInstant(now)), async (checkTime) => {
    const found = await lookAround(site, days, now);
    const { versions, objects, hosts } = found;
    // A version goes before its files: one that is there has them all.
    for (const key of [...versions.map(versionKey), ...objects, ...hosts.map(hostKey)]) {
      checkTime();
      await store.delete(key);
    }
    return found;
  });
}

/** What nobody needs. */
async function lookAround(site: Site, days: number, now: Instant): Promise<StoreCleaning> {
  const { store, situation } = site;
  const before = now - BigInt(Math.round(days * 86_400)) * (DAY / 86_400n);
  const { hosts } = await readHosts(store);
  const heard = hosts.filter((host) => !isSilent(host, now, days));
  const named = new Set(heard.flatMap(({ selected }) => selected ?? []));
  const { at: retiredAt, pin } = await retirements(site);
  const versions: string[] = [];
  const needed = new Set<string>();
  const published = new Set(await listVersions(store));
  for (const version of published) {
    const at = retiredAt.get(version);
    const goes = at !== undefined && at <= before && !named.has(version) && version !== pin;
    if (goes) versions.push(version);
    else await addNeeded(version);
  }
  await addClaimed();
  const objects: string[] = [];
  let freed = 0;
  for await (const { key, size, modified } of store.list(PREFIXES.objects)) {
    const hash = hashOfKey(key);
    const isOld = modified !== null && BigInt(modified) * (DAY / 86_400_000n) <= before;
    if (hash === null || !isOld || needed.has(hash)) continue;
    objects.push(key);
    freed += size;
  }
  const silent = hosts.filter((host) => !heard.includes(host)).map(({ id }) => id);
  return { versions, objects, hosts: silent, freed };

  async function addNeeded(version: string): Promise<void> {
    const stored = await readVersion(store, situation.registry.layout, version);
    if (stored === null) return;
    const files = stored.model.metadata ? filesNamed(stored.model.metadata) : [];
    if (files.length === 0) {
      const what = `${versionKey(version)} in ${store.name} cannot be read`;
      const advice = 'nothing is removed, as it may need any file: model-registry store check';
      throw new StoreError('damaged', `${what}: ${advice}`);
    }
    for (const { sha256 } of files) needed.add(sha256);
  }

  /** What somebody pushes just now, or will go on with; it is listed before the objects are. */
  async function addClaimed(): Promise<void> {
    for await (const { key } of store.list(PREFIXES.claims)) {
      const version = claimedVersionOf(key);
      // One that was published since was not looked at above.
      if (version === null || published.has(version) || retiredAt.has(version)) continue;
      const claim = await claimAt(store, key);
      if (claim === null || claim === 'unreadable') continue;
      for (const hash of claim.objects) needed.add(hash);
    }
  }
}

/** When which version was retired, and what is pinned. */
async function retirements({ store }: Site) {
  const at = new Map<string, Instant>();
  let folded = NOTHING_READ;
  for await (const each of entriesAfter(store, 0)) {
    folded = fold(folded, each);
    const { entry } = each;
    const time = entry.event === 'retired' ? parseTimestamp(entry.at) : null;
    if (entry.version && time !== null) at.set(entry.version, time);
  }
  return { at, pin: folded.pin?.version ?? null };
}

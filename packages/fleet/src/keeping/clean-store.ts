import { DAY, type Instant, instantOf, isSilent, parseTimestamp } from '@org/model-registry-core';
import { readHosts } from '../fleet/read-fleet.js';
import { claimOf } from '../protocol/claims.js';
import { fold, NOTHING_READ } from '../protocol/fold.js';
import { entriesAfter } from '../protocol/journal.js';
import { hashOfKey, hostKey, PREFIXES, versionKey, versionOfKey } from '../protocol/keys.js';
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
  const { store, situation } = site;
  await enterStore(site);
  const now = instantOf(new Date());
  const before = now - BigInt(Math.round(days * 86_400)) * (DAY / 86_400n);
  const { hosts } = await readHosts(store);
  const heard = hosts.filter((host) => !isSilent(host, now, days));
  const named = new Set(heard.flatMap(({ selected }) => selected ?? []));
  const retiredAt = await retirements(site);
  const pin = retiredAt.pin;
  const versions: string[] = [];
  const needed = new Set<string>();
  for (const version of await listVersions(store)) {
    const at = retiredAt.at.get(version);
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
  const cleaning = { versions, objects, hosts: silent, freed };
  if (isDry) return cleaning;
  // A version goes before its files: one that is there has them all.
  for (const version of versions) await store.delete(versionKey(version));
  for (const key of objects) await store.delete(key);
  for (const id of silent) await store.delete(hostKey(id));
  return cleaning;

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

  /** What somebody pushes just now, or began to within that time. */
  async function addClaimed(): Promise<void> {
    for await (const { key, modified } of store.list(PREFIXES.claims)) {
      const version = versionOfKey(key);
      const isOld = modified !== null && BigInt(modified) * (DAY / 86_400_000n) <= before;
      if (version === null || isOld) continue;
      const claim = await claimOf(store, version);
      if (claim === null || claim === 'unreadable') continue;
      if (!versions.includes(version)) for (const hash of claim.objects) needed.add(hash);
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
    const time = entry?.event === 'retired' ? parseTimestamp(entry.at) : null;
    if (entry?.version && time !== null) at.set(entry.version, time);
  }
  return { at, pin: folded.pin?.version ?? null };
}

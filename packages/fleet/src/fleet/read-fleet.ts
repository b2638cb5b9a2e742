import {
  type FleetStatus,
  formatInstant,
  type HostReport,
  instantOf,
} from '@org/model-registry-core';
import { MOST_BYTES, readDocument } from '../protocol/documents.js';
import { readJournalOf } from '../protocol/fold.js';
import { formatOf } from '../protocol/format.js';
import { hostKey, hostOfKey, PREFIXES } from '../protocol/keys.js';
import { listVersions } from '../protocol/versions.js';
import type { ObjectStore } from '../store/object-store.js';
import { StoreError } from '../store/store-error.js';

/** Machines that are read at most: a store could go on for ever. */
const MOST_HOSTS = 200_000;
/** Reports that are asked for at once. */
const AT_ONCE = 32;

/**
 * What is known of the machines that share a store.
 *
 * @throws StoreError, also where it is no store, or one of a newer program
 * @example (await readFleet(store)).hosts.map(({ host, selected }) => `${host} ${selected}`)
 */
export async function readFleet(store: ObjectStore): Promise<FleetStatus> {
  await formatOf(store);
  const { last, pin, retired } = await readJournalOf(store);
  const versions = await listVersions(store);
  const { hosts, unreadable } = await readHosts(store);
  return {
    store: store.name,
    readAt: formatInstant(instantOf(new Date())),
    journal: last?.number ?? 0,
    pin: pin?.version ?? null,
    pinned: pin,
    versions: versions.filter((version) => !retired.has(version)),
    hosts,
    unreadable,
  };
}

/**
 * What machines say of themselves, by id; and the keys where something else is.
 *
 * @throws StoreError
 */
export async function readHosts(
  store: ObjectStore,
): Promise<Pick<FleetStatus, 'hosts' | 'unreadable'>> {
  const ids: string[] = [];
  for await (const { key } of store.list(PREFIXES.hosts)) {
    const id = hostOfKey(key);
    if (id !== null) ids.push(id);
    if (ids.length >= MOST_HOSTS) break;
  }
  const hosts: HostReport[] = [];
  const unreadable: string[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE);
    const read = await Promise.all(some.map((id) => readHost(store, id)));
    for (const [index, host] of read.entries()) {
      if (host === 'unreadable') unreadable.push(hostKey(some[index] as string));
      else if (host !== null) hosts.push(host);
    }
  }
  return { hosts, unreadable };
}

/** Null where it is gone meanwhile. */
async function readHost(store: ObjectStore, id: string): Promise<HostReport | 'unreadable' | null> {
  try {
    const bytes = await store.get(hostKey(id), MOST_BYTES.host);
    if (bytes === null) return null;
    const document = readDocument.host(bytes);
    if (document === null) return 'unreadable';
    const { last_pull: lastPull, ...same } = document;
    return { id, ...same, lastPull };
  } catch (error) {
    if (error instanceof StoreError && error.kind === 'too-large') return 'unreadable';
    throw error;
  }
}

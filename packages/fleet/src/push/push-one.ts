import { basename } from 'node:path';
import type { FleetState } from '@org/model-registry-core';
import { during } from '@org/model-registry-fs-scanner';
import { appendEntry } from '../protocol/append.js';
import { claimNumber, claimOf, nameFiles } from '../protocol/claims.js';
import { refuseWhileCleaned } from '../protocol/cleanings.js';
import type { ClaimDocument } from '../protocol/documents.js';
import type { Folded } from '../protocol/fold.js';
import { writtenBy } from '../protocol/fold.js';
import { newToken } from '../protocol/journal.js';
import { objectKey, versionKey } from '../protocol/keys.js';
import { contentOf, filesOfStored, isWhole, readVersion } from '../protocol/versions.js';
import type { Site } from '../site/site.js';
import type { ObjectStore } from '../store/object-store.js';
import { StoreError } from '../store/store-error.js';
import type { LocalFile, LocalVersion } from './local-version.js';

/** What became of one version. */
export type Pushed =
  /** It is in the store now; `bytes` were sent for it. */
  | { readonly version: string; readonly action: 'pushed'; readonly bytes: number }
  /** It was there already, the same, with all its files. */
  | { readonly version: string; readonly action: 'stored' }
  | { readonly version: string; readonly action: 'refused'; readonly refusal: PushRefusal };

/** Why a version is not pushed. */
export type PushRefusal =
  /** The store has another version of that number. */
  | {
      readonly kind: 'other-content';
      /** A file that differs; null where only the metadata do. */
      readonly differs: {
        readonly artifact: string;
        readonly here: string;
        readonly there: string | null;
      } | null;
      readonly claim: Claimant | null;
    }
  /** Another machine took the number, and did not push it yet. */
  | { readonly kind: 'claimed'; readonly claim: Claimant | null }
  /** It was in the store, and was retired. */
  | { readonly kind: 'retired' }
  /** A file of it cannot be pushed as it is; in words for a person. */
  | { readonly kind: 'unfit'; readonly reason: string };

/** Who took a number; texts of a store. Null where what is there says nothing. */
export type Claimant = Pick<ClaimDocument, 'host' | 'at' | 'user'>;

/**
 * Pushes one version: its files, its claim, the version, the journal. Each step finds what an earlier push
 * left that was killed, and goes on behind it.
 *
 * @param journal all of it, read before
 * @param at ISO 8601
 * @throws StoreError
 */
export async function pushOne(
  { store, situation }: Site,
  state: FleetState,
  journal: Folded,
  local: LocalVersion,
  at: string,
): Promise<Pushed> {
  const { version } = local;
  if (journal.retired.has(version)) return refuse({ kind: 'retired' });
  const before = await comparedWith(store, situation.registry.layout, local);
  if (typeof before === 'object') return refuse(before);
  const files = distinct(local);
  let bytes = 0;
  const sendAll = async () => {
    for (const file of files) bytes += await send(store, file);
  };
  // An object that was damaged may have been removed, to be sent anew.
  if (before === 'same') await sendAll();
  if (before === 'same' && journal.published.has(version)) {
    return bytes > 0 ? { version, action: 'pushed', bytes } : { version, action: 'stored' };
  }
  const taken = await claimOf(store, version);
  const isOurs = (claim: ClaimDocument | 'unreadable') =>
    claim !== 'unreadable' &&
    (claim.content === local.content || claim.token === state.claims[version]);
  if (before === 'free' && taken !== null && !isOurs(taken)) return refuse(claimed(taken));
  if (before === 'free') {
    await sendAll();
    const claim = {
      version,
      token: state.claims[version] ?? newToken(),
      content: local.content,
      objects: files.map(({ sha256 }) => sha256),
      ...writtenBy(at),
    };
    const there = taken ?? (await claimNumber(store, claim));
    if (there !== null && !isOurs(there)) return refuse(claimed(there));
    // One that was made before the training names none.
    if (there !== null && there !== 'unreadable' && there.content !== local.content)
      await nameFiles(store, claim);
    await refuseWhileCleaned(store);
    // What was there before it was named may have been removed as nobody's until then.
    await sendAll();
    const body = { kind: 'bytes', bytes: Buffer.from(local.text) } as const;
    if ((await store.create(versionKey(version), body)) === 'exists') {
      const after = await comparedWith(store, situation.registry.layout, local);
      if (typeof after === 'object') return refuse(after);
    }
  }
  const entry = { event: 'published', version, reason: '', ...writtenBy(at) } as const;
  // Another machine may have pushed the same, and said so first, or retired it.
  let isRetired = false;
  await appendEntry(store, journal, entry, ({ published, retired }) => {
    isRetired = retired.has(version);
    return !isRetired && !published.has(version);
  });
  if (isRetired) return refuse({ kind: 'retired' });
  return { version, action: 'pushed', bytes };

  function refuse(refusal: PushRefusal): Pushed {
    return { version, action: 'refused', refusal };
  }
}

function claimed(claim: ClaimDocument | 'unreadable'): PushRefusal {
  return { kind: 'claimed', claim: claimantOf(claim) };
}

function claimantOf(claim: ClaimDocument | 'unreadable' | null): Claimant | null {
  if (claim === null || claim === 'unreadable') return null;
  // No more of it: the token tells whose a claim is.
  const { host, at, user } = claim;
  return { host, at, user };
}

/** Each file once: model and scaler may be the same. */
function distinct({ files }: LocalVersion): LocalFile[] {
  return [...new Map(Array.from(files.values(), (file) => [file.sha256, file])).values()];
}

/** Whether the number is free in the store, or has the same version; else what differs. */
async function comparedWith(
  store: ObjectStore,
  layout: Site['situation']['registry']['layout'],
  local: LocalVersion,
): Promise<'free' | 'same' | PushRefusal> {
  const there = await readVersion(store, layout, local.version);
  if (there === null) return 'free';
  const files = isWhole(there) ? filesOfStored(layout, there.model) : new Map();
  const content = isWhole(there) ? contentOf(files, there.model.metadata) : null;
  if (content === local.content) return 'same';
  const claim = claimantOf(await claimOf(store, local.version));
  for (const [artifact, { sha256: here }] of local.files) {
    const other = files.get(artifact)?.sha256 ?? null;
    if (other !== here)
      return { kind: 'other-content', differs: { artifact, here, there: other }, claim };
  }
  return { kind: 'other-content', differs: null, claim };
}

/** @returns how many bytes were sent: none where the object is there */
async function send(store: ObjectStore, { path, size, sha256 }: LocalFile): Promise<number> {
  const key = objectKey(sha256);
  const there = await store.head(key);
  if (there !== null) {
    if (there.size === size) return 0;
    throw new StoreError(
      'damaged',
      `${key} in ${store.name} has ${there.size} bytes and not ${size}: model-registry store check`,
    );
  }
  let sent = 0;
  const onBytes = (count: number) => {
    sent += count;
  };
  const work = () => store.create(key, { kind: 'file', path, size, sha256 }, { onBytes });
  await during(`sending ${basename(path)}`, work, () => ({ done: sent, all: size, unit: 'bytes' }));
  return size;
}

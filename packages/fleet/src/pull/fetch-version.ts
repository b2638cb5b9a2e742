import { mkdirSync, promises, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  artifactFileName,
  bytesText,
  type CompleteModel,
  type Decision,
  type Fingerprint,
  instantOf,
  type Problem,
  selectedVersion,
} from '@org/model-registry-core';
import {
  beginPull,
  checkStaged,
  publishStaged,
  recoverChanges,
  withStoreLock,
} from '@org/model-registry-fs-store';
import { decide } from '@org/model-registry-selector';
import { filesOfStored, type StoredVersion } from '../protocol/versions.js';
import type { Site } from '../site/site.js';
import { StoreError } from '../store/store-error.js';
import { fetchedOf, fetchObject } from './fetch-object.js';

/** What became of a version that was to be fetched. */
export type Fetched =
  | {
      readonly action: 'pulled';
      readonly version: string;
      /** That came over the line for it. */
      readonly bytes: number;
      /** Taken after it; null where it was only to be said. */
      readonly decision: Decision | null;
    }
  | {
      readonly action: 'refused';
      readonly version: string;
      readonly problems: readonly Problem[];
      /**
       * What is wrong with it in the store, or an earlier pull found, for a person; null where its files were
       * checked now.
       */
      readonly damage: string | null;
    };

/** Bytes of the disk that a pull leaves free, at least: 64 MiB. */
const LEFT_FREE = 67_108_864;

/**
 * Fetches a version of the store into staging, checks it as any other that is published, and publishes it
 * here. Names of files come from this machine's layout alone.
 *
 * @throws StoreError where the store or the way to it failed: what was fetched by then stays for the next
 *   pull
 * @throws BusyError where another pull is at work; Error for failing IO
 */
export async function fetchVersion(
  site: Site,
  stored: StoredVersion & { readonly model: CompleteModel },
): Promise<Fetched> {
  const { situation, store, waitSeconds, signal } = site;
  const { registry, config } = situation;
  const { version, text } = stored;
  const options = { waitSeconds, purpose: 'pull', signal };
  const files = filesOfStored(registry.layout, stored.model);
  const pull = await withStoreLock(registry, options, (lock) => beginPull(lock, version));
  let isDone = false;
  try {
    const wanted = Array.from(files, ([artifact, object]) => ({
      file: join(pull.folder, artifactFileName(registry.layout, artifact, version)),
      object,
    }));
    const lack = whyNoRoom(pull.folder, wanted);
    if (lack !== null) return { action: 'refused', version, problems: [], damage: lack };
    let bytes = 0;
    for (const { file, object } of wanted) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      bytes += await fetchObject(store, object, file, signal);
    }
    const configFile = artifactFileName(registry.layout, 'config', version);
    await promises.writeFile(join(pull.folder, configFile), text, { mode: 0o600 });
    const hashed = Object.fromEntries(files);
    const checks = { ...config.requirements, restamp: false, trainedWith: {}, hashed };
    const check = await checkStaged(pull, pull.folder, version, checks);
    isDone = true;
    if (!check.ok) return { action: 'refused', version, problems: check.problems, damage: null };
    // So that the decisions under the lock need not read the live model's files first.
    await decide(situation);
    return await withStoreLock(registry, options, async (lock) => {
      const at = instantOf(new Date());
      await recoverChanges(lock, { situation, at });
      const previousVersion = selectedVersion(await decide(situation));
      const change = { situation, at, reason: `pulled from ${store.name}`, previousVersion };
      const publication = await publishStaged(lock, check, change);
      if (!publication.ok) {
        return { action: 'refused', version, problems: publication.problems, damage: null };
      }
      return { action: 'pulled', version, bytes, decision: publication.decision };
    });
  } catch (error) {
    const isDamaged = error instanceof StoreError && error.kind === 'damaged';
    if (!isDamaged) throw error;
    isDone = true;
    return { action: 'refused', version, problems: [], damage: error.message };
  } finally {
    await (isDone ? pull.end() : pull.leave());
  }
}

/**
 * Asked before a byte is fetched: a store may name sizes as it likes.
 *
 * @returns null where there is room
 */
function whyNoRoom(
  folder: string,
  wanted: readonly { readonly file: string; readonly object: Fingerprint }[],
): string | null {
  const { bavail, bsize } = statfsSync(folder);
  const room = Math.max(0, bavail * bsize - LEFT_FREE);
  const needed = wanted
    .map(({ file, object }) => Math.max(0, object.size - fetchedOf(file)))
    .reduce((sum, bytes) => sum + bytes, 0);
  if (needed <= room) return null;
  return `it needs ${bytesText(needed)} more, and the disk has ${bytesText(room)} to spare: free some (model-registry prune --keep N --archive-keep N)`;
}

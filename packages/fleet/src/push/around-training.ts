import {
  formatInstant,
  instantOf,
  isComplete,
  type SharedNumbers,
  type StoreSettings,
  waitingVersions,
} from '@org/model-registry-core';
import { scanRegistry } from '@org/model-registry-fs-scanner';
import type { Situation } from '@org/model-registry-selector';
import { claimedNumbers, claimNumber } from '../protocol/claims.js';
import { writtenBy } from '../protocol/fold.js';
import { formatOf } from '../protocol/format.js';
import { newToken } from '../protocol/journal.js';
import { enterStore } from '../site/enter-store.js';
import { openSite, type SiteOptions } from '../site/open-site.js';
import { changeState, type Site, siteState } from '../site/site.js';
import type { ObjectStore } from '../store/object-store.js';
import { StoreError } from '../store/store-error.js';
import { pushVersions } from './push-versions.js';
import { refusalText } from './refusal-text.js';

/** Milliseconds after which a store counts as out of reach, for who does not want to wait for it. */
const SOON = 5_000;

/**
 * The numbers of the store that this machine pushes to. A store that is out of reach delays no training: it
 * is said, and numbers are given as without one.
 *
 * @returns null where it is out of reach
 * @example (await shareNumbers(situation, config.store, { waitSeconds: 10, say }))?.claim('1.5')
 */
export async function shareNumbers(
  situation: Situation,
  settings: StoreSettings,
  options: SiteOptions,
): Promise<SharedNumbers | null> {
  const { say } = options;
  const withoutIt = (error: unknown) => {
    say(`${messageOf(error)}: the number of this training is not claimed in the store`);
    return null;
  };
  try {
    const site = hurried(await openSite(situation, settings, options));
    await enterStore(site);
    const taken = await claimedNumbers(site.store);
    const claim = async (version: string) => {
      try {
        return await claimFor(site, version);
      } catch (error) {
        withoutIt(error);
        return true;
      }
    };
    return { taken, claim };
  } catch (error) {
    return withoutIt(error);
  }
}

async function claimFor(site: Site, version: string): Promise<boolean> {
  // Written down first: an answer may be lost, and the push has to know its own claim.
  const token = newToken();
  await changeState(site, (state) => ({
    ...state,
    claims: { ...state.claims, [version]: token },
  }));
  const by = writtenBy(formatInstant(instantOf(new Date())));
  const claim = { version, token, content: null, objects: [], ...by };
  return (await claimNumber(site.store, claim)) === null;
}

/**
 * Pushes what waits, after a training or before the next. Nothing that goes wrong there changes what was
 * published: it is said, and the next run tries again.
 *
 * @returns the versions that are in the store now, and were not before
 * @example await pushWaiting(situation, config.store, { waitSeconds: 10, say })
 */
export async function pushWaiting(
  situation: Situation,
  settings: StoreSettings,
  options: SiteOptions,
): Promise<string[]> {
  const { say } = options;
  try {
    const site = await openSite(situation, settings, options);
    const here = scanRegistry(situation.registry).models.filter(isComplete);
    const versions = here.map(({ version }) => version);
    if (waitingVersions(versions, siteState(site)).length === 0) return [];
    await formatOf(hurried(site).store);
    const all = await pushVersions(site, null);
    for (const each of all) {
      if (each.action === 'refused') say(`not pushed: ${refusalText(each.version, each.refusal)}`);
    }
    return all.flatMap(({ action, version }) => (action === 'pushed' ? [version] : []));
  } catch (error) {
    say(`${messageOf(error)}: what waits is pushed by the next run, or by model-registry push`);
    return [];
  }
}

function messageOf(error: unknown): string {
  if (error instanceof StoreError) return error.message;
  const { name, message } = error as Error;
  return name === 'TimeoutError' ? 'the store does not answer' : message;
}

/** The same with requests that end soon. */
function hurried(site: Site): Site {
  const { store } = site;
  const soon = () => ({ signal: AbortSignal.timeout(SOON) });
  const quick: ObjectStore = {
    name: store.name,
    create: (key, body) => store.create(key, body, soon()),
    replace: (key, bytes) => store.replace(key, bytes, soon()),
    get: (key, limit) => store.get(key, limit, soon()),
    read: (key, from, options) => store.read(key, from, { ...options, ...soon() }),
    head: (key) => store.head(key, soon()),
    list: (prefix, after) => store.list(prefix, after, soon()),
    delete: (key) => store.delete(key, soon()),
  };
  return { ...site, store: quick };
}

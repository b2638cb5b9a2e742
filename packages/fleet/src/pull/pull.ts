import {
  type Decision,
  type FleetState,
  instantOf,
  type Selection,
  selectedVersion,
} from '@org/model-registry-core';
import { readPin } from '@org/model-registry-fs-scanner';
import { recover, updateFleetState, withStoreLock } from '@org/model-registry-fs-store';
import { decide, libraryCheck, verifyModel } from '@org/model-registry-selector';
import { type Folded, fold, NOTHING_READ } from '../protocol/fold.js';
import { formatOf, ofStore } from '../protocol/format.js';
import { entriesAfter, entryAt } from '../protocol/journal.js';
import { Members } from '../protocol/members.js';
import { isWhole, type StoredVersion } from '../protocol/versions.js';
import { type Site, siteState } from '../site/site.js';
import { StoreError } from '../store/store-error.js';
import { rank } from './candidates.js';
import { type Fetched, fetchVersion } from './fetch-version.js';
import { type Offer, readOffer } from './offer.js';
import { type Refused, refusedBefore } from './refused.js';
import { isSamePin, settle } from './settle.js';

/** What is to be pulled. */
export interface PullRequest {
  /** Every version that this config could select, and not only the best. */
  readonly all: boolean;
  /** Only say what would be fetched. */
  readonly dryRun: boolean;
}

/** What a process that pulls again and again remembers between its rounds. */
export interface PullMemory {
  /** Of which store all this is; empty before one was seen. */
  storeId: string;
  /** What the store says of versions: it never changes. */
  readonly documents: Map<string, StoredVersion>;
  /** Versions that were fetched and refused: they are not fetched again. */
  readonly refused: Map<string, Refused>;
}

/** @example await pullOnce(site, request, newMemory()) */
export function newMemory(): PullMemory {
  return { storeId: '', documents: new Map(), refused: new Map() };
}

/** What a pull came to. */
export interface Pulled {
  /** Versions that were fetched, or would be, best first. */
  readonly pulled: readonly string[];
  /** Bytes that came over the line for them. */
  readonly bytes: number;
  /** Versions that were refused, with the reasons, best first. */
  readonly refused: readonly Refused[];
  /** Versions of which the store has another than this machine. */
  readonly others: readonly string[];
  /** The fleet's pin that does not hold here, since this machine may not select that version; null for none. */
  readonly unmetPin: string | null;
  /** What was selected before; null where nothing was. */
  readonly previousVersion: string | null;
  /** Taken after it. */
  readonly decision: Decision;
  /** Over what is here and in the store. */
  readonly selection: Selection;
  /** What is known of the store now. */
  readonly state: FleetState;
}

/**
 * Brings this machine up to the store: reads the journal from where it stopped, decides by this machine's
 * own config over the versions there and here, and fetches the best that is not here; where it is refused,
 * the next best. What is here stays, whatever the store has.
 *
 * @throws StoreError where the store or the way to it failed: the next pull goes on
 * @throws BusyError where another pull is at work; Error for failing IO
 * @example (await pullOnce(site, { all: false, dryRun: false })).pulled // ['1.4']
 */
export async function pullOnce(
  site: Site,
  request: PullRequest,
  memory: PullMemory = newMemory(),
): Promise<Pulled> {
  const { store, situation, signal } = site;
  const { registry, config, now } = situation;
  const known = await follow(site, request.dryRun);
  if (memory.storeId !== known.storeId) {
    memory.documents.clear();
    memory.refused.clear();
    memory.storeId = known.storeId;
  }
  const journal = await readNews(site, known);
  const before = await decide(situation);
  const state = { ...known, retired: [...journal.retired] };
  const offer = await readOffer(store, registry, before.scan, state, memory.documents, signal);
  const ownPin = config.requirements.pin ?? readPin(registry)?.version ?? null;
  const pins = ownPin ? [ownPin] : [journal.pin?.version ?? null, known.pin?.version ?? null];
  const selection = rank(before, offer.stored, config, now, pins);
  const fetched = await fetchBest(site, selection, offer, request, memory, state);
  const pulled = fetched.flatMap(({ action, version }) => (action === 'pulled' ? [version] : []));
  const after = await settle(site, known, journal, offer, fetched, request.dryRun);
  const wanted = after.fleetPin?.version ?? null;
  return {
    pulled,
    bytes: fetched.reduce((sum, each) => sum + ('bytes' in each ? each.bytes : 0), 0),
    refused: [...fetched.filter((each) => each.action === 'refused'), ...unreadableIn(offer)],
    others: offer.others,
    unmetPin: wanted === after.pin?.version ? null : wanted,
    previousVersion: selectedVersion(before),
    decision: (isSamePin(after.pin, known.pin) && decisionOf(fetched)) || (await decide(situation)),
    selection,
    state: after,
  };
}

/**
 * Reads the journal to its end, and takes the fleet's pin where that version is here: what a pull does
 * without fetching anything.
 *
 * @throws StoreError, BusyError; Error for failing IO
 */
export async function takePin(site: Site): Promise<FleetState> {
  const known = await follow(site, false);
  return settle(
    site,
    known,
    await readNews(site, known),
    { same: [], stored: new Map() },
    [],
    false,
  );
}

/**
 * Recovers from runs that were killed, and writes down which store is followed: also a file that cannot be
 * used is replaced before anything is decided by it.
 */
async function follow(site: Site, isDry: boolean): Promise<FleetState> {
  const { store, situation, settings, waitSeconds, signal } = site;
  const format = await formatOf(store, signal);
  if (format === null) throw nothingThere(site);
  const known = ofStore(siteState(site), format.id);
  if (isDry) return known;
  const options = { waitSeconds, purpose: 'pull', signal };
  return withStoreLock(situation.registry, options, async (lock) => {
    const state = updateFleetState(lock, settings.url, known.host, (now) =>
      ofStore(now, format.id),
    );
    await recover(lock, null, { situation, at: instantOf(new Date()) });
    return state;
  });
}

/** An empty place: also the one that a share was mounted at. */
function nothingThere(site: Site): StoreError {
  const { name } = site.store;
  const text =
    siteState(site).storeId === ''
      ? `nothing was pushed to ${name} yet: model-registry push`
      : `nothing is in ${name}, which was a store before: mount it, correct model.store.url, or fill it again (model-registry push)`;
  return new StoreError('no-store', text);
}

/**
 * The journal from where the last pull stopped; all of it where the store has gone back behind that.
 *
 * @throws StoreError
 */
export async function readNews(
  { store, signal }: Pick<Site, 'store' | 'signal'>,
  known: Pick<FleetState, 'journal' | 'fleetPin' | 'retired'>,
): Promise<Folded> {
  const { journal: last, fleetPin } = known;
  const there = last && (await entryAt(store, last.number, signal));
  const goesOn = last !== null && there?.entry?.token === last.token;
  const retired = Members.of(known.retired);
  let folded = goesOn ? { ...NOTHING_READ, last, pin: fleetPin, retired } : NOTHING_READ;
  const from = folded.last?.number ?? 0;
  for await (const entry of entriesAfter(store, from, signal)) folded = fold(folded, entry);
  return folded;
}

/** Fetches candidates, best first, up to the first that may be loaded; with `all` every one. */
async function fetchBest(
  site: Site,
  { ranked }: Selection,
  { stored }: Offer,
  { all, dryRun }: PullRequest,
  { refused }: PullMemory,
  state: FleetState,
): Promise<Fetched[]> {
  const fetched: Fetched[] = [];
  const { requirements } = site.situation.config;
  const findMismatches = libraryCheck(requirements);
  const now = instantOf(new Date());
  for (const { model } of ranked) {
    site.signal?.throwIfAborted();
    const there = stored.get(model.version);
    if (there === undefined) {
      if (all) continue;
      const { problems } = await verifyModel(model, requirements, findMismatches);
      if (problems.length === 0) break;
      continue;
    }
    if (!isWhole(there)) continue;
    const known = refused.get(model.version) ?? refusedBefore(state, there, site.situation, now);
    const one = known ?? (dryRun ? wouldFetch(model.version) : await fetchVersion(site, there));
    fetched.push(one);
    if (one.action === 'refused') refused.set(model.version, one);
    else if (!all) break;
  }
  return fetched;
}

/** Versions of which nobody knows what they are: they may be the best. */
function unreadableIn({ stored }: Offer): Refused[] {
  return Array.from(stored.values()).flatMap(({ version, model }) => {
    const problems = model.problems.filter(({ kind }) => kind === 'metadata-unreadable');
    return problems.length > 0 ? [{ action: 'refused', version, problems, damage: null }] : [];
  });
}

/** What was decided after the last publication, so that its files need not be read again. */
function decisionOf(fetched: readonly Fetched[]): Decision | null {
  const last = fetched.at(-1);
  return last?.action === 'pulled' ? last.decision : null;
}

function wouldFetch(version: string): Fetched {
  return { action: 'pulled', version, bytes: 0, decision: null };
}

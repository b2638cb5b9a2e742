import {
  type FleetPin,
  type FleetState,
  formatInstant,
  instantOf,
  selectedVersion,
} from '@org/model-registry-core';
import { recordChange, updateFleetState, withStoreLock } from '@org/model-registry-fs-store';
import { decide } from '@org/model-registry-selector';
import type { Folded } from '../protocol/fold.js';
import { changeState, type Site } from '../site/site.js';
import type { Fetched } from './fetch-version.js';
import type { Offer } from './offer.js';
import { refusedNow, withRefused } from './refused.js';

/** Writes down what is known of the store now, and what that changed here. */
export async function settle(
  site: Site,
  known: FleetState,
  journal: Folded,
  { same, stored }: Pick<Offer, 'same' | 'stored'>,
  fetched: readonly Fetched[],
  isDry: boolean,
): Promise<FleetState> {
  const { situation } = site;
  const now = instantOf(new Date());
  const at = formatInstant(now);
  const pulled = fetched.flatMap(({ action, version }) => (action === 'pulled' ? [version] : []));
  const refused = fetched.flatMap((each) => {
    const there = stored.get(each.version);
    return (each.action === 'refused' && there && refusedNow(each, there, situation, at)) || [];
  });
  const pin = await pinThatHolds(site, journal.pin, known.pin);
  const news = { journal: journal.last, fleetPin: journal.pin, pin, retired: [...journal.retired] };
  const change = (state: FleetState): FleetState => ({
    ...state,
    // Another pull that went on meanwhile knows more of the journal.
    ...(isSameEntry(state.journal, known.journal) ? news : {}),
    stored: [...new Set([...state.stored, ...same, ...pulled])],
    refused: withRefused(state.refused, refused, now),
    lastPull: at,
  });
  if (isDry) return change(known);
  if (isSamePin(pin, known.pin)) return changeState(site, change);
  const options = { waitSeconds: site.waitSeconds, purpose: 'pull', signal: site.signal };
  return withStoreLock(situation.registry, options, async (lock) => {
    const previousVersion = selectedVersion(await decide(situation));
    let before = known;
    const state = updateFleetState(lock, site.settings.url, known.host, (found) => {
      before = found;
      return change(found);
    });
    if (isSamePin(state.pin, before.pin)) return state;
    const reason = `for the fleet${pin?.user ? ` by ${pin.user}` : ''}${pin?.reason ? `: ${pin.reason}` : ''}`;
    const event = pin === null ? 'unpinned' : 'pinned';
    await recordChange(lock, event, pin?.version ?? null, {
      situation,
      at: now,
      reason,
      previousVersion,
    });
    return state;
  });
}

/** The fleet's pin once this machine may select that version; until then the one that held before. */
async function pinThatHolds(
  { situation }: Site,
  pin: FleetPin | null,
  before: FleetPin | null,
): Promise<FleetPin | null> {
  if (pin === null || isSamePin(pin, before)) return pin;
  const { config } = situation;
  const requirements = { ...config.requirements, pin: pin.version };
  const decision = await decide({ ...situation, config: { ...config, requirements } });
  return selectedVersion(decision) === pin.version ? pin : before;
}

function isSameEntry(a: FleetState['journal'], b: FleetState['journal']): boolean {
  return a?.number === b?.number && a?.token === b?.token;
}

/** Whether both are the same pin of the journal, or none. */
export function isSamePin(a: FleetPin | null, b: FleetPin | null): boolean {
  return a?.version === b?.version && a?.at === b?.at;
}

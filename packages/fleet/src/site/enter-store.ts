import { type FleetState, formatInstant, instantOf } from '@org/model-registry-core';
import { ofStore, prepareStore } from '../protocol/format.js';
import { changeState, type Site, siteState } from './site.js';

/**
 * Makes sure that the place is a store that may be written to, and that what is known here is of this one.
 * The first time this machine proves that the store keeps create-only.
 *
 * @returns what is known
 * @throws StoreError; BusyError; Error for failing IO
 */
export async function enterStore(site: Site): Promise<FleetState> {
  const at = formatInstant(instantOf(new Date()));
  const known = siteState(site);
  const format = await prepareStore(site.store, known.proven, at);
  return changeState(site, (state) => {
    const ours = ofStore(state, format.id);
    return ours.proven ? ours : { ...ours, proven: true };
  });
}

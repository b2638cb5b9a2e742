import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { FleetState, StoreSettings } from '@org/model-registry-core';
import { newFleetState } from '@org/model-registry-core';
import { updateFleetState, usableState, withStoreLock } from '@org/model-registry-fs-store';
import type { Situation } from '@org/model-registry-selector';
import type { ObjectStore } from '../store/object-store.js';

/** A machine with its models directory, and the store that it shares with others. */
export interface Site {
  readonly store: ObjectStore;
  readonly settings: StoreSettings;
  readonly situation: Situation;
  /** Seconds to wait for the lock of the models directory; 0 does not wait. */
  readonly waitSeconds: number;
  /** Ends what is under way: what was fetched or sent by then is not done again. */
  readonly signal?: AbortSignal;
}

/**
 * What this machine knows of the store; what it knew before anything was, where there is nothing.
 *
 * @throws UnreadPinError where this user may not read it
 */
export function siteState({ situation, settings }: Site): FleetState {
  const known = usableState(situation.registry, settings.url);
  return known ?? newFleetState(settings.url, newHostId());
}

/**
 * Changes what this machine knows of the store; durable when this returns.
 *
 * @throws BusyError; Error where it cannot be written
 * @example await changeState(site, (state) => ({ ...state, proven: true }))
 */
export function changeState(
  { situation, settings, waitSeconds, signal }: Site,
  change: (state: FleetState) => FleetState,
): Promise<FleetState> {
  const options = { waitSeconds, purpose: 'fleet', signal };
  return withStoreLock(situation.registry, options, (store) =>
    updateFleetState(store, settings.url, newHostId(), change),
  );
}

/** The machine's name, for people, and what tells it from others of the same name. */
function newHostId(): string {
  const name = hostname()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `${name.slice(0, 60) || 'host'}-${randomBytes(4).toString('hex')}`;
}

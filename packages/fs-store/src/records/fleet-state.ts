import { type FleetState, fleetStateDocument, newFleetState } from '@org/model-registry-core';
import {
  PinError,
  type Registry,
  readFleetState,
  UnreadPinError,
} from '@org/model-registry-fs-scanner';
import { writeFile } from '../files/write-file.js';
import type { StoreLock } from '../locks/held.js';

/**
 * Changes what is known of the store that many machines share: `.registry/fleet.json`, at once and
 * durable. A file that cannot be used counts as none.
 *
 * @param url of `model.store`
 * @param host this machine's id there, where it has none yet
 * @param change from what is known now; the same value writes nothing
 * @returns what is known after it
 * @throws UnreadPinError where this user may not read it; Error where it cannot be written
 * @example updateFleetState(store, url, host, (state) => ({ ...state, proven: true }))
 */
export function updateFleetState(
  { registry }: StoreLock,
  url: string,
  host: string,
  change: (state: FleetState) => FleetState,
): FleetState {
  const before = usableState(registry, url) ?? newFleetState(url, host);
  const after = change(before);
  if (after !== before) {
    writeFile(registry, registry.fleet, `${JSON.stringify(fleetStateDocument(after), null, 1)}\n`);
  }
  return after;
}

/**
 * What is known of the store; null also where the file cannot be used.
 *
 * @throws UnreadPinError where this user may not read it
 * @example usableState(registry, 'file:///mnt/models')?.lastPull
 */
export function usableState(registry: Registry, url: string): FleetState | null {
  try {
    return readFleetState(registry, url);
  } catch (error) {
    if (error instanceof PinError) return null;
    throw error;
  }
}

/**
 * What is known of the store, for who only shows it; null also where this user may not read it.
 *
 * @example knownState(registry, 'file:///mnt/models')?.lastPull ?? 'never'
 */
export function knownState(registry: Registry, url: string): FleetState | null {
  try {
    return usableState(registry, url);
  } catch (error) {
    // Whoever reads the pin says so.
    if (error instanceof UnreadPinError) return null;
    throw error;
  }
}

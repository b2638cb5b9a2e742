import type { StoreSettings } from '../config/parse-config.js';
import type { Diagnosis } from '../models/diagnose.js';
import { DAY, type Instant, parseTimestamp } from '../text/timestamp.js';
import { type FleetState, waitingVersions } from './fleet-state.js';

/**
 * What a person should look at of the store that many machines share, as far as this machine knows it by
 * itself: nothing is asked there.
 *
 * @param versions that are finished here, ascending
 * @param state null where nothing was ever pushed or pulled
 * @example diagnoseFleet(config.store, state, ['1.0'], now) // [] where all is in order
 */
export function diagnoseFleet(
  { url: store, push }: StoreSettings,
  state: FleetState | null,
  versions: readonly string[],
  now: Instant,
): Diagnosis[] {
  const waiting = push ? waitingVersions(versions, state) : [];
  const actual = state?.lastPull ?? null;
  const at = parseTimestamp(actual ?? '');
  const isOld = at === null ? !push : now - at > DAY;
  return [
    ...waiting.map((version): Diagnosis => ({ version, problem: { kind: 'not-pushed', store } })),
    ...(isOld ? [{ version: null, problem: { kind: 'old-pull', store, actual } } as const] : []),
  ];
}

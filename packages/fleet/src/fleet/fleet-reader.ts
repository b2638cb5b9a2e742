import type { FleetReader, StoreSettings } from '@org/model-registry-core';
import { openSettings } from '../site/open-site.js';
import type { ObjectStore } from '../store/object-store.js';
import { StoreError } from '../store/store-error.js';
import { readFleet } from './read-fleet.js';

/**
 * Asks a store of its machines as often as somebody wants to know, for who goes on without an answer.
 *
 * @param say told of what somebody has to mend, though it was made up for
 * @example (await fleetReader(config.store, say)(3_000)).status?.hosts
 */
export function fleetReader(settings: StoreSettings, say: (remark: string) => void): FleetReader {
  let opened: Promise<ObjectStore> | null = null;
  return async (limitMs) => {
    const { signal, stop } = after(limitMs, settings.url);
    try {
      opened ??= openSettings(settings, say);
      return { status: await untilEnded(readFleet(await opened, signal), signal), trouble: null };
    } catch (error) {
      return { status: null, trouble: (error as Error).message };
    } finally {
      stop();
    }
  };
}

function after(limitMs: number, url: string) {
  const late = new AbortController();
  const why = `${url} did not answer within ${limitMs / 1000} s`;
  const timer = setTimeout(() => late.abort(new StoreError('out-of-reach', why)), limitMs);
  return { signal: late.signal, stop: () => clearTimeout(timer) };
}

/** Not all of it can be ended: keys may still be looked for. */
function untilEnded<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    }),
  ]);
}

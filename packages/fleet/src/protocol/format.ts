import type { FleetState } from '@org/model-registry-core';
import { newFleetState } from '@org/model-registry-core';
import type { ObjectStore } from '../store/object-store.js';
import { proveCreateOnly } from '../store/probe.js';
import { StoreError } from '../store/store-error.js';
import {
  bytesOf,
  FORMAT_NUMBER,
  type FormatDocument,
  MOST_BYTES,
  readFormat,
} from './documents.js';
import { newToken, withSignal } from './journal.js';
import { FORMAT_KEY } from './keys.js';

/**
 * What a store says of itself.
 *
 * @returns null where nothing was pushed yet
 * @throws StoreError, also where something else is there
 * @example (await formatOf(store))?.id
 */
export async function formatOf(
  store: ObjectStore,
  signal?: AbortSignal,
): Promise<FormatDocument | null> {
  const bytes = await store.get(FORMAT_KEY, MOST_BYTES.format, withSignal(signal));
  return bytes && readFormat(bytes, store.name);
}

/**
 * The same, and makes an empty place a store. Before this machine writes for the first time it is proven
 * that the store keeps create-only.
 *
 * @param isProven whether that was done before
 * @param at ISO 8601
 * @throws StoreError of kind `not-create-only` where it does not
 */
export async function prepareStore(
  store: ObjectStore,
  isProven: boolean,
  at: string,
): Promise<FormatDocument> {
  const there = await formatOf(store);
  if (!isProven) await proveCreateOnly(store);
  if (there) return there;
  const document = { format: 'model-registry-store', number: FORMAT_NUMBER, id: newToken(), at };
  await store.create(FORMAT_KEY, { kind: 'bytes', bytes: bytesOf(document) });
  const made = await formatOf(store);
  if (made) return made;
  throw new StoreError('damaged', `${store.name} does not give back what was written to it`);
}

/**
 * What is known of a store with this id: of one that was made anew at the same place nothing, but this
 * machine's own id; and the pin that holds here, until the next pull takes it back and says so.
 *
 * @example ofStore(state, format.id).stored
 */
export function ofStore(state: FleetState, id: string): FleetState {
  if (state.storeId === id) return state;
  const blank = state.storeId === '' ? state : newFleetState(state.store, state.host);
  return { ...blank, pin: state.pin, storeId: id };
}

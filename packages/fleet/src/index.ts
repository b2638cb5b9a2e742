export { type Clock, SYSTEM_CLOCK } from './store/clock.js';
export type {
  Body,
  Created,
  Entry,
  ObjectStore,
  RequestOptions,
} from './store/object-store.js';
export { openStore } from './store/open-store.js';
export { proveCreateOnly } from './store/probe.js';
export type { StoreSettings, StoreSurroundings } from './store/settings.js';
export { StoreError, type StoreErrorKind } from './store/store-error.js';

export type {
  Body,
  Created,
  Entry,
  ObjectStore,
  RequestOptions,
} from './store/object-store.js';
export {
  type Clock,
  openStore,
  type StoreSettings,
  type StoreSurroundings,
} from './store/open-store.js';
export { StoreError, type StoreErrorKind } from './store/store-error.js';

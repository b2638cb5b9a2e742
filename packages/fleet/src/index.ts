export { fleetReader } from './fleet/fleet-reader.js';
export {
  type FleetPinned,
  pinFleet,
  rollBackFleet,
  unpinFleet,
} from './fleet/pin-fleet.js';
export { readFleet } from './fleet/read-fleet.js';
export { reportHost } from './fleet/report-host.js';
export { checkStore, type Damage, type StoreCheck } from './keeping/check-store.js';
export { cleanStore, type StoreCleaning } from './keeping/clean-store.js';
export { HEARD_DAYS, type Retired, retireVersion } from './keeping/retire-version.js';
export { type FollowEvent, type FollowOptions, followStore, reportOr } from './pull/follow.js';
export { type Pulled, type PullRequest, pullOnce } from './pull/pull.js';
export type { Refused } from './pull/refused.js';
export { pushWaiting, shareNumbers } from './push/around-training.js';
export type { Claimant, Pushed, PushRefusal } from './push/push-one.js';
export { pushVersions } from './push/push-versions.js';
export { refusalText } from './push/refusal-text.js';
export { openSite, type SiteOptions } from './site/open-site.js';
export type { Site } from './site/site.js';
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

/**
 * The schemas that the types, the validation, the JSON Schemas and the tables of the documentation
 * are made from. An entry of its own, so that programs need not load what they do not use.
 */
export { ALERT_EVENTS } from './alerts/alert.js';
export { configSchema } from './config/json-schema.js';
export { growingKinds, ofKind } from './kind-schemas.js';
export {
  keyedObject,
  type ModelDocument,
  model,
  type ScoreDocument,
  score,
} from './models/document-schema.js';
export {
  checksumMismatch,
  featureMismatch,
  ignoredReason,
  libraryMismatch,
  problem,
  version,
} from './models/problem.js';
export { VERSION_SCHEMES } from './models/version.js';
export { journalEntry } from './registry/journal.js';
export { KEEP_REASONS } from './registry/prune-plan.js';
export { described, growing, type Immutable } from './schema-helpers.js';
export { WATCH_REASONS } from './selection/watch-reason.js';
export { CRITERIA, UNUSABLE } from './training/promotion.js';
export { AGE_SOURCES } from './training/retrain-plan.js';
export { RUN_ACTIONS } from './training/retrain-state.js';

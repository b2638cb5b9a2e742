export type {
  CompleteModel,
  Decision,
  DiscoveredModel,
  JournalEntry,
  PastState,
  Problem,
  PruneStep,
  TrainFailure,
  WatchReason,
} from '@org/model-registry-core';
export { problemText } from '@org/model-registry-core';
export { ConfigError, PinError } from '@org/model-registry-fs-scanner';
export {
  BusyError,
  type PinOutcome,
  type RestoreOutcome,
  SourceFolderError,
  StoreRefusal,
  UnfinishedPublicationError,
  UnknownVersionError,
  type UnpinOutcome,
  VersionTakenError,
} from '@org/model-registry-fs-store';
export type { PublishOutcome } from '@org/model-registry-training-gate';
export {
  type AsOf,
  type ModelRegistry,
  openRegistry,
  type WatchedSelection,
} from './open-registry.js';
export type { OpenOptions, Time } from './situation.js';
export type { StoreEffect, TrainOptions, TrainOutcome } from './train-model.js';

export {
  type Alert,
  type AlertEvent,
  type AlertFormat,
  type AlertPlace,
  type AlertSettings,
  selectionChanged,
  type Webhook,
  whyUnusable,
} from './alerts/alert.js';
export { type AlertDocument, alertDocument, webhookBody } from './alerts/alert-document.js';
export type { MisplacedKey } from './config/misplaced-keys.js';
export {
  type ConfigProblem,
  type ParsedConfig,
  type PromotionCriteria,
  parseConfig,
  type RegistryConfig,
  type Requirements,
  type RotationPolicy,
  type StoreSettings,
} from './config/parse-config.js';
export { hasPlaceholder } from './config/placeholder.js';
export { VERIFY, type Verify } from './config/schema.js';
export { WIDEST_WINDOW } from './config/value-types.js';
export { diagnoseFleet } from './fleet/diagnose-fleet.js';
export {
  type FleetPin,
  type FleetState,
  fleetStateDocument,
  HOST_ID,
  newFleetState,
  parseFleetState,
  type RefusedVersion,
  waitingVersions,
} from './fleet/fleet-state.js';
export {
  type FleetAnswer,
  type FleetReader,
  type FleetStatus,
  type HostReport,
  isSilent,
  NOT_ASKED,
} from './fleet/fleet-status.js';
export {
  type ArtifactPaths,
  artifactFileName,
  artifactPathsIn,
  entryNamesOf,
  fileNamesOf,
  type IgnoredReason,
  ignoredReason,
  isOfOtherFamily,
  type PathOf,
  parseArtifactFileName,
  versionOfEntry,
} from './layouts/file-names.js';
export {
  DEFAULT_LAYOUT,
  familyOf,
  type Layout,
  type LayoutValues,
  type NameParts,
} from './layouts/layout.js';
export {
  exampleNames,
  isModelLike,
  isOfModel,
  type SomeNames,
  someNames,
} from './layouts/model-like.js';
export { type ProposedLayout, proposeLayout } from './layouts/propose-layout.js';
export {
  ARTIFACTS,
  type Artifact,
  type Companion,
  type Fingerprint,
  type Fingerprints,
  type RecordedArtifact,
} from './models/artifact.js';
export {
  checksumMismatch,
  type Diagnosis,
  diagnose,
  futureTimestamp,
  missingKeys,
  type Survey,
  versionMismatch,
} from './models/diagnose.js';
export { modelDocument, scoreDocument } from './models/document.js';
export {
  type Libraries,
  type LibraryFacts,
  librariesToRecord,
  libraryMismatches,
  libraryNames,
  recordedLibraries,
} from './models/libraries.js';
export {
  A_SYMBOL_ENCODING,
  DEFAULT_SYMBOL_ENCODING,
  DEFAULT_TRAINING_MODE,
  isSymbolEncoding,
  MAX_METADATA_BYTES,
  type Metadata,
  type MetadataFields,
  metricOf,
  parseMetadata,
  readMetadata,
  recordedFingerprints,
  SYMBOL_ENCODINGS,
  TRAINING_MODES,
  type TrainingMode,
  trainingEndBy,
} from './models/metadata.js';
export type { MetricNames } from './models/metrics.js';
export {
  assembleModel,
  type CompleteModel,
  type DiscoveredModel,
  type FoundArtifact,
  type FoundArtifacts,
  filesOf,
  isComplete,
  type ModelScan,
  recordedFilesOf,
} from './models/model.js';
export type {
  ChecksumMismatch,
  ConfigUnreadable,
  EmptyFile,
  FeatureMismatch,
  HardCodedPath,
  IgnoredFile,
  InvalidField,
  LibraryMismatch,
  LivePerformance,
  MetadataUnreadable,
  MissingFile,
  NotAFile,
  NotAFileFound,
  Problem,
  ProblemKind,
  ProblemOf,
  ResultsUnreadable,
  UnknownNames,
  UnpublishedStaging,
  UnreadableFile,
  UnreadableFolder,
  UnsafeArtifact,
  UnsafePermissions,
  VersionMismatch,
} from './models/problem.js';
export {
  anyVersion,
  compareVersions,
  compareWritten,
  firstVersion,
  isVersion,
  nextVersion,
  readAnyVersion,
  readVersion,
  VERSION_FORMS,
  type Version,
  type VersionScheme,
  versionText,
  type WrittenVersion,
} from './models/version.js';
export {
  type ConfigUse,
  configUsesDocument,
  isStillUsed,
  leftWithoutModel,
  noteUse,
  type PinEffect,
  parseConfigUses,
} from './registry/config-use.js';
export {
  entriesSince,
  historyAt,
  isRollback,
  type JournalEntry,
  type JournalEvent,
  leftLast,
  liveBefore,
  MAX_REASON_LENGTH,
  MAX_USER_LENGTH,
  type PastState,
  parseJournalEntry,
} from './registry/journal.js';
export { newestOfModesBut } from './registry/other-modes.js';
export { type Pin, type Pins, parsePins, pinFor, pinsDocument } from './registry/pin.js';
export {
  type ArchiveStep,
  type KeepReason,
  type Needed,
  type Protected,
  type PruneKeep,
  type PruneStep,
  planDeletion,
  planPrune,
} from './registry/prune-plan.js';
export {
  type Actor,
  actorFor,
  type DirectoryFacts,
  type FolderFacts,
} from './registry/whose-directory.js';
export {
  type Choice,
  choiceOf,
  type Decision,
  type EffectivePin,
  selectedVersion,
} from './selection/decision.js';
export {
  isMetricName,
  isResult,
  LARGEST_RESULT,
  type LiveHistory,
  type LivePolicy,
  type LiveRecord,
  liveHistories,
  liveRecordDocument,
  MOST_METRICS,
  parseLiveRecord,
  type Standing,
} from './selection/live-results.js';
export type { Score } from './selection/score.js';
export {
  type Candidate,
  type Rejection,
  type Selection,
  select,
  type TurnedDown,
  turnDown,
} from './selection/select.js';
export { reasonFor, type WatchReason } from './selection/watch-reason.js';
export { bytesText } from './text/bytes.js';
export {
  escapeText,
  jsonPieces,
  listText,
  shellQuote,
  shellWord,
  showValue,
  toJson,
} from './text/escape.js';
export { figureText } from './text/figure.js';
export { nearest } from './text/nearest.js';
export { type Members, restampVersion, setMembers } from './text/set-members.js';
export {
  DAY,
  earlier,
  formatInstant,
  type Instant,
  inDays,
  instantOf,
  later,
  parseTimestamp,
  plus,
  wholeSeconds,
} from './text/timestamp.js';
export { wrapBehind, wrapSentence } from './text/wrap.js';
export type { Extras } from './training/extras.js';
export type {
  ChangedFile,
  CommandEnd,
  Instead,
  RecoveredPublication,
  Recovery,
  TrainFailure,
} from './training/failure.js';
export { type MissingMetrics, missingMetrics } from './training/missing-metrics.js';
export { isOverdue, overdueFromDays, type RetrainNeed } from './training/overdue.js';
export { type CriterionResult, judgePromotion } from './training/promotion.js';
export {
  type AgeSource,
  type DueReason,
  dueFromDays,
  type Failures,
  type LiveModel,
  type ModelAge,
  modelAge,
  nextAttempt,
  planRetrain,
  type RetrainPlan,
  type RetrainSituation,
  type WaitReason,
} from './training/retrain-plan.js';
export {
  endRun,
  lastPromotedAt,
  leaveOut,
  NO_RETRAINS,
  type PastRun,
  parseRetrainState,
  type RetrainState,
  RUN_ACTIONS,
  type RunAction,
  type RunningRun,
  retrainStateDocument,
} from './training/retrain-state.js';
export type { SharedNumbers } from './training/shared-numbers.js';
export {
  type LeftOut,
  type ParsedQueue,
  parseQueue,
  planSymbols,
  type QueuedSymbols,
  removeFromQueue,
  symbolDueAt,
} from './training/symbol-queue.js';
export {
  planTraining,
  type TrainingPlan,
  type TrainingRequest,
  type VersionPlan,
} from './training/training-plan.js';
export { describeDiscovered, describeModel } from './words/describe.js';
export { namesText, unusableText } from './words/found-files.js';
export { warningsOnKeys } from './words/misplaced-keys.js';
export {
  remarksOnAppeared,
  remarksOnNames,
  remarksOnRemoved,
  unfitText,
} from './words/missing-files.js';
export {
  figureBelow,
  PROBLEM_KINDS,
  type ProblemText,
  problemText,
} from './words/problem-text.js';
export { type Remark, remarkText, type Warning, warning } from './words/remark.js';
export {
  failureSentence,
  madeBy,
  noDirectoryText,
  remarkOnFailure,
  remarkOnMarks,
  remarkOnResults,
  remarkOnUnreadPin,
  remarksOn,
  remarksOnExtras,
  remarksOnFleet,
  remarksOnFuture,
  remarksOnLibraries,
  remarksOnNoModel,
  remarksOnPin,
  remarksOnRecovery,
  warningsOnUnread,
} from './words/remarks.js';
export { retrainReasonText, runsText } from './words/retrain-text.js';
export { isOfTheFile, systemErrorText, unreadableSentence } from './words/system-error.js';
export { whyNotAsRoot } from './words/whose-directory.js';

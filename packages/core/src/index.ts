export {
  ARTIFACTS,
  type Artifact,
  artifactFileName,
  artifactPathsIn,
  type IgnoredReason,
  ignoredReason,
  parseArtifactFileName,
} from './artifact.js';
export {
  type ConfigProblem,
  type ParsedConfig,
  parseConfig,
  type RegistryConfig,
  type Requirements,
} from './config.js';
export { hasPlaceholder, VERIFY, type Verify } from './config-schema.js';
export { describeDiscovered, describeModel } from './describe.js';
export {
  diagnose,
  type Finding,
  missingKeys,
  type Survey,
  versionMismatch,
} from './diagnose.js';
export { modelDocument, scoreDocument } from './document.js';
export {
  checksumMismatch,
  type Fingerprint,
  type Fingerprints,
  RECORDED_ARTIFACTS,
  type RecordedArtifact,
  recordedFingerprints,
} from './fingerprint.js';
export {
  historyAt,
  type JournalEntry,
  type JournalEvent,
  liveBefore,
  MAX_REASON_LENGTH,
  type PastState,
  parseJournalEntry,
} from './history.js';
export {
  DEFAULT_SYMBOL_ENCODING,
  DEFAULT_TRAINING_MODE,
  MAX_METADATA_BYTES,
  type Metadata,
  type MetadataFields,
  metricOf,
  parseMetadata,
  readMetadata,
  SYMBOL_ENCODINGS,
  type SymbolEncoding,
  TRAINING_MODES,
  type TrainingMode,
} from './metadata.js';
export {
  assembleModel,
  type DiscoveredModel,
  type FoundArtifact,
  type FoundArtifacts,
  type ModelScan,
  type ModelSource,
} from './model.js';
export { nextAttempt } from './next-attempt.js';
export { type Pin, parsePin } from './pin.js';
export type * from './problem.js';
export { PROBLEM_KINDS, type ProblemText, problemText } from './problem-text.js';
export { type CriterionResult, judgePromotion } from './promotion.js';
export { type KeepReason, type Protected, type PruneStep, planPrune } from './prune-plan.js';
export {
  type AgeSource,
  backoffEnd,
  type DueReason,
  type Failures,
  type LiveModel,
  planRetrain,
  type RetrainPlan,
  type RetrainSituation,
  type WaitReason,
} from './retrain-plan.js';
export {
  delaySymbols,
  endRun,
  NO_RETRAINS,
  type PastRun,
  parseRetrainState,
  type RetrainState,
  type RunningRun,
  type RunOutcome,
  retrainStateDocument,
} from './retrain-state.js';
export type { PromotionCriteria, RotationPolicy } from './rotation.js';
export type { Score } from './score.js';
export { type Candidate, type Rejection, type Selection, select, turnDown } from './select.js';
export { type Members, setMembers } from './set-members.js';
export { type ParsedQueue, parseQueue, planSymbols, removeFromQueue } from './symbol-queue.js';
export { escapeText, excerpt, shellWord, showValue, toJson } from './text.js';
export { formatInstant, type Instant, instantOf, parseTimestamp } from './timestamp.js';
export {
  needsTraining,
  planTraining,
  planVersion,
  type TrainingPlan,
  type TrainingRequest,
  type VersionPlan,
  type VersionRequest,
} from './training-plan.js';
export {
  compareVersions,
  formatVersion,
  nextVersion,
  parseVersion,
  type Version,
} from './version.js';
export { wrapBehind } from './wrap.js';

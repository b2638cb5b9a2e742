export { archiveVersion, restoreArchived } from './aside/archive.js';
export { bytesOf, deleteArchived } from './aside/delete-archived.js';
export { keepExtras, leftExtras } from './aside/extras.js';
export { rejectStaged } from './aside/reject.js';
export {
  SourceFolderError,
  StoreRefusal,
  UnfinishedPublicationError,
  UnknownVersionError,
  VersionTakenError,
} from './errors.js';
export { type Folder, inFolder, makeFolderAt, syncOpen } from './files/folder.js';
export { SHARED, share } from './files/share.js';
export { replaceFile, replaceInModels, temporaryName } from './files/write-file.js';
export type { StoreLock, TrainingLock } from './locks/held.js';
export { BusyError, type LockOptions } from './locks/lock.js';
export type { LockHolder } from './locks/lock-holder.js';
export { startAnew } from './locks/marks.js';
export { findTraining, trainingLock, WAIT_SECONDS, withStoreLock } from './locks/registry-locks.js';
export type { AlsoConfig } from './operations/other-configs.js';
export {
  type PinOptions,
  type PinOutcome,
  pinVersion,
  rollBack,
  type UnpinOutcome,
  unpin,
  type WriteOptions,
} from './operations/pin-version.js';
export {
  type ArchiveOutcome,
  type PruneOutcome,
  planPruning,
  pruneVersions,
} from './operations/prune-versions.js';
export {
  type ForgiveOutcome,
  forgiveVersion,
  type RecordOutcome,
  type ResultToRecord,
  recordResult,
  type TurningDown,
} from './operations/record-result.js';
export { diagnoseStore, type RecoverOutcome, recoverNow } from './operations/recover-now.js';
export { type RestoreOutcome, restoreVersion } from './operations/restore-version.js';
export { unknownVersion } from './operations/unknown-version.js';
export {
  type CheckedTrio,
  type Checks,
  checkTrio,
  type TrioCheck,
} from './publication/check-trio.js';
export { checkInPlace, checkStaged } from './publication/check-version.js';
export { findUnfinished } from './publication/leftovers.js';
export { type Publication, publishInPlace, publishStaged } from './publication/publish.js';
export { recover, recoverChanges, recoverStaging } from './publication/recover.js';
export { moveToStaging, type TakenBack, takeBack } from './publication/take-back.js';
export {
  endTraining,
  findUnjudged,
  writeSymbols,
  writeTrainingIntent,
} from './publication/training-intent.js';
export { knownState, updateFleetState, usableState } from './records/fleet-state.js';
export { type Journal, readJournal } from './records/journal.js';
export { type Change, recordChange } from './records/record-change.js';
export { readRetrainState, writeRetrainState } from './records/retrain-state.js';
export { type CopySource, copyIntoStaging, findSource } from './staging/copy-into-staging.js';
export {
  beginCopy,
  beginPull,
  type CopyLock,
  createStaging,
  type PullLock,
  removeStaging,
} from './staging/staging.js';

export { archiveVersion, checkArchivable } from './archive.js';
export {
  SourceFolderError,
  StoreRefusal,
  UnfinishedPublicationError,
  VersionTakenError,
} from './errors.js';
export { replaceFile, replaceInModels } from './files/replace-file.js';
export { type Journal, readJournal } from './journal/read-journal.js';
export type { Change } from './journal/record-change.js';
export { BusyError, type LockOptions } from './locks/lock.js';
export type { LockHolder } from './locks/lock-holder.js';
export {
  findTraining,
  type StoreLock,
  type TrainingLock,
  trainingLock,
  withStoreLock,
} from './locks/registry-locks.js';
export { removePin, writePin } from './pin.js';
export {
  type CheckedTrio,
  type Checks,
  checkTrio,
  type TrioCheck,
} from './publication/check-trio.js';
export { checkInPlace, checkStaged } from './publication/check-version.js';
export { publishInPlace } from './publication/publish-in-place.js';
export { type Publication, publishStaged } from './publication/publish-staged.js';
export {
  isMisplaced,
  recover,
  recoverModel,
  recoverStaging,
} from './publication/recover.js';
export { rejectStaged } from './reject.js';
export { readRetrainState, writeRetrainState } from './retrain-state.js';
export { copyIntoStaging, type StagedCopy } from './staging/copy-into-staging.js';
export { createStaging, moveToStaging, removeStaging } from './staging/staging.js';

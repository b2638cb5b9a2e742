export { decide, decideAsReader, type Situation, selectVerified } from './decide.js';
export {
  type ExaminedArtifact,
  type ExamineOptions,
  examineArtifact,
  isInspected,
  keepExamined,
} from './verify/examine-artifact.js';
export { libraryCheck, libraryFacts } from './verify/libraries.js';
export {
  featureMismatches,
  refusedAmongNewest,
  verifyModel,
  verifyVersions,
} from './verify/verify-model.js';
export {
  type RegistryLook,
  type SelectionChange,
  type WatchOptions,
  watchRegistry,
  watchSelection,
} from './watch/watch-selection.js';

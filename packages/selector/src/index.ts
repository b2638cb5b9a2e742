export { decide, decideAsReader, type Situation, selectVerified } from './decide.js';
export {
  type ExaminedArtifact,
  type ExamineOptions,
  examineArtifact,
  keepExamined,
  verifyOf,
} from './verify/examine-artifact.js';
export { libraryFacts, libraryProblems } from './verify/libraries.js';
export {
  featureMismatches,
  refusedAmongNewest,
  verifyModel,
  verifyVersions,
} from './verify/verify-model.js';
export {
  type SelectionChange,
  type WatchOptions,
  watchSelection,
} from './watch/watch-selection.js';

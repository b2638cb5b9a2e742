export { decide, type Situation, selectVerified } from './decide.js';
export { isReaderGone, printRemark, printResult } from './print.js';
export { DEFAULT_CONFIG, type MissingConfig } from './read-named-config.js';
export { readSurroundings, type SituationOptions, type Surroundings } from './read-surroundings.js';
export { readTime } from './read-time.js';
export { isUsageError, linesOf, UsageError } from './usage-error.js';
export {
  type ExaminedArtifact,
  type ExamineOptions,
  examineArtifact,
  keepExamined,
} from './verify/examine-artifact.js';
export { featureMismatches } from './verify/feature-mismatches.js';
export type { WatchReason } from './watch/watch-reason.js';
export {
  type SelectionChange,
  type WatchOptions,
  watchSelection,
} from './watch/watch-selection.js';

export {
  type Decision,
  decide,
  type EffectivePin,
  type Situation,
  selectedVersion,
  selectVerified,
} from './decide.js';
export { type ExaminedArtifact, type ExamineOptions, examineArtifact } from './examine-artifact.js';
export { isReaderGone, printRemark, printResult } from './print.js';
export { DEFAULT_CONFIG, type MissingConfig } from './read-named-config.js';
export { readSurroundings, type SituationOptions, type Surroundings } from './read-surroundings.js';
export { readTime } from './read-time.js';
export { remarksOn, remarksOnNoModel } from './remarks.js';
export { isUsageError, linesOf, UsageError } from './usage-error.js';
export { featureMismatches } from './verify-model.js';
export type { WatchReason } from './watch-reason.js';
export { type SelectionChange, type WatchOptions, watchSelection } from './watch-selection.js';

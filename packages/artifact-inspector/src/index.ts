export {
  type Compared,
  compareFeatures,
  type Disagreement,
  type FeatureCountDiffers,
  type FeatureNamesDiffer,
  type FeatureOrderDiffers,
  type FeatureSource,
} from './compare.js';
export {
  type AllowedImport,
  FINDING_KINDS,
  type Finding,
  type FindingKind,
  type Grade,
  gradeOf,
  type LegacyFormat,
  type LimitExceeded,
  type Malformed,
  type NotAFile,
  type NotInspected,
  type StandardLibraryImport,
  type UnlistedCall,
  type UnlistedImport,
  type Verdict,
  verdictOf,
} from './finding.js';
export { type FindingText, findingText } from './finding-text.js';
export { type Headline, headlineOf } from './headline.js';
export { type Inspection, type InspectOptions, inspectDescriptor, inspectFile } from './inspect.js';
export { LIMITS, type Limit } from './limits.js';
export type { MalformedReason } from './refusal.js';
export type { ArrayCounts, ArtifactSummary } from './summary.js';

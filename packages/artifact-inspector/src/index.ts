export { isInspectable } from './companion.js';
export {
  FINDINGS,
  type Finding,
  type FindingDescription,
  type FindingKind,
  type Grade,
  gradeOf,
  type Verdict,
  verdictOf,
} from './findings/finding.js';
export {
  type FindingText,
  findingText,
  type Headline,
  headlineOf,
} from './findings/finding-text.js';
export { FORMATS, type Format } from './formats/format.js';
export { type Inspection, type InspectOptions, inspectDescriptor, inspectFile } from './inspect.js';
export { LIMITS, type Limit } from './limits.js';
export {
  type Compared,
  compareFeatures,
  type Disagreement,
  type FeatureCountDiffers,
  type FeatureNamesDiffer,
  type FeatureOrderDiffers,
  type FeatureSource,
} from './summary/compare.js';
export type { ArrayCounts, ArtifactSummary } from './summary/summary.js';

import type { Requirements } from '../config/parse-config.js';
import { type MetadataFields, metricOf, trainingEndBy } from '../models/metadata.js';
import type { Version } from '../models/version.js';
import { DAY, type Instant } from '../text/timestamp.js';
import { countDistinct } from './small-sets.js';

/** A model's score with its parts. */
export interface Score {
  /** 10 for each distinct trained symbol. */
  readonly symbolCoverage: number;
  /** 365 less the whole days since the training end, 0 to 365 inclusive; 0 where that is unknown, or more than 48 h ahead. */
  readonly recency: number;
  /** MAJOR × 100 + MINOR, or 100 × the number; 0 where versions are times. */
  readonly version: number;
  /** Weight × metric; 0 unless configured, and where the model lacks the metric. */
  readonly performance: number;
  readonly total: number;
}

const DAYS_THAT_COUNT = 365;

/**
 * Scores a compatible model (docs/selection.md, "The score"). All parts are points.
 *
 * @param now the moment that recency is counted from
 */
export function scoreModel(
  { major, minor }: Version,
  fields: MetadataFields,
  requirements: Requirements,
  now: Instant,
): Score {
  const symbolCoverage = 10 * countDistinct(fields.trainedSymbols ?? []);
  const recency = recencyOf(trainingEndBy(fields, now), now);
  // A time says what recency says already.
  const version = requirements.versionScheme === 'timestamp' ? 0 : major * 100 + minor;
  const performance = performanceOf(fields, requirements);
  const total = symbolCoverage + recency + version + performance;
  return { symbolCoverage, recency, version, performance, total };
}

function recencyOf(end: Instant | undefined, now: Instant): number {
  if (end === undefined) return 0;
  const age = Math.max(0, Number((now - end) / DAY));
  return Math.max(0, DAYS_THAT_COUNT - age);
}

function performanceOf(fields: MetadataFields, { performance }: Requirements): number {
  if (performance === null) return 0;
  return performance.weight * (metricOf(fields, performance.metric) ?? 0);
}

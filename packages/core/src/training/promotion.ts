import type { PromotionCriteria } from '../config/parse-config.js';
import type { MetadataFields } from '../models/metadata.js';
import { findMetric, LOSSES, metricName } from '../models/metrics.js';
import { excerpt } from '../text/escape.js';

/** The criteria: keys of the config. */
export const CRITERIA = [
  'min_sharpe_ratio',
  'min_profit_factor',
  'max_drawdown_threshold',
  'min_trades',
  'require_outperformance',
] as const;

/** Why a value that is there cannot be compared. */
export const UNUSABLE = ['not-a-number', 'not-a-share'] as const;
type Unusable = (typeof UNUSABLE)[number];

/** What became of one criterion. */
export interface CriterionResult {
  readonly criterion: (typeof CRITERIA)[number];
  /** The metric's name in the metadata. */
  readonly metric: string;
  readonly passed: boolean;
  /**
   * What was asked for: the value has to stand in this comparison to `value`. Null where any number
   * passes (there is no live model to outperform, or it has no such metric), and where none does, as
   * `live` says.
   */
  readonly bound: { readonly comparison: '>=' | '<=' | '>' | '<'; readonly value: number } | null;
  /** What the metadata says; null where it says nothing. An excerpt where the value is large. */
  readonly actual: unknown;
  /** Why the value cannot be compared; null where it can. */
  readonly unusable: 'missing' | Unusable | null;
  /** The live model's value, where it is there and nothing can be compared with it; null elsewhere. */
  readonly live: { readonly actual: unknown; readonly unusable: Unusable } | null;
}

type Bound = NonNullable<CriterionResult['bound']>;

/** Metrics that are shares, 0 to 1: a 73 for one of them is a mistake and not a good result. */
const SHARES = new Set(['max_drawdown', 'win_rate', 'auc', 'precision', 'recall', 'f1']);

/**
 * Judges a new model's metrics by the criteria that are on. It is promoted when all of them passed.
 *
 * @param live the model that it would replace; null where there is none, which is outperformed, as is
 *   one without the metric. One whose metric is there and of no use is not: nobody knows how good it is
 * @returns a result for each criterion, in the order of the config's keys
 * @example judgePromotion(fields, null, criteria).every(({ passed }) => passed)
 */
export function judgePromotion(
  fresh: MetadataFields,
  live: MetadataFields | null,
  criteria: PromotionCriteria,
): CriterionResult[] {
  const results = thresholdsOf(criteria).map(({ criterion, metric, bound }) =>
    judge(criterion, metric, bound, null),
  );
  const { outperformMetric: metric } = criteria;
  if (metric !== null) results.push(judgeOutperformance(metric));
  return results;

  function judge(
    criterion: CriterionResult['criterion'],
    metric: string,
    bound: Bound | null,
    live: CriterionResult['live'],
  ): CriterionResult {
    const { value, actual, unusable } = readMetric(fresh, metric, criteria);
    const passed = value !== null && live === null && (bound === null || holds(value, bound));
    return {
      criterion,
      metric: metricName(metric, criteria.metricNames),
      passed,
      bound,
      actual,
      unusable,
      live,
    };
  }

  function judgeOutperformance(metric: string): CriterionResult {
    const old = live && readMetric(live, metric, criteria);
    const bound = old === null || old.value === null ? null : betterThan(old.value, metric);
    const isUseless = old !== null && old.unusable !== null && old.unusable !== 'missing';
    const useless = isUseless ? { actual: old.actual, unusable: old.unusable } : null;
    return judge('require_outperformance', metric, bound, useless);
  }

  /** By the margin at least. */
  function betterThan(old: number, metric: string): Bound {
    const { outperformMargin: margin, outperformDirection: direction } = criteria;
    return (direction ?? directionOf(metric)) === 'lower'
      ? { comparison: margin > 0 ? '<=' : '<', value: old - margin }
      : { comparison: margin > 0 ? '>=' : '>', value: old + margin };
  }
}

interface Threshold {
  readonly criterion: CriterionResult['criterion'];
  readonly metric: string;
  readonly bound: Bound;
}

function thresholdsOf(criteria: PromotionCriteria): Threshold[] {
  const all: [CriterionResult['criterion'], string, Bound['comparison'], number | null][] = [
    ['min_sharpe_ratio', 'sharpe_ratio', '>=', criteria.minSharpeRatio],
    ['min_profit_factor', 'profit_factor', '>=', criteria.minProfitFactor],
    ['max_drawdown_threshold', 'max_drawdown', '<=', criteria.maxDrawdown],
    ['min_trades', 'total_trades', '>=', criteria.minTrades],
  ];
  return all.flatMap(([criterion, metric, comparison, value]) =>
    value === null ? [] : [{ criterion, metric, bound: { comparison, value } }],
  );
}

/**
 * The metrics that the criteria that are on ask for, each once, by the names that the registry has for
 * them.
 *
 * @example metricsAskedFor(criteria) // ['total_trades', 'auc']
 */
export function metricsAskedFor(criteria: PromotionCriteria): string[] {
  const { outperformMetric } = criteria;
  const thresholds = thresholdsOf(criteria).map(({ metric }) => metric);
  return [...new Set([...thresholds, ...(outperformMetric === null ? [] : [outperformMetric])])];
}

/** Of a dotted name, the last part counts. */
function lastPartOf(metric: string): string {
  return metric.split('.').at(-1) as string;
}

function directionOf(metric: string): 'higher' | 'lower' {
  return LOSSES.includes(lastPartOf(metric).toLowerCase()) ? 'lower' : 'higher';
}

function holds(value: number, { comparison, value: bound }: Bound): boolean {
  switch (comparison) {
    case '>=':
      return value >= bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '<':
      return value < bound;
  }
}

function readMetric(
  { performance }: MetadataFields,
  metric: string,
  { metricNames }: PromotionCriteria,
): { value: number | null } & Pick<CriterionResult, 'actual' | 'unusable'> {
  const found = performance && findMetric(performance, metricName(metric, metricNames));
  if (found === undefined || found === null)
    return { value: null, actual: null, unusable: 'missing' };
  const actual = excerpt(found);
  if (typeof found !== 'number' || !Number.isFinite(found)) {
    return { value: null, actual, unusable: 'not-a-number' };
  }
  return SHARES.has(lastPartOf(metric)) && (found < 0 || found > 1)
    ? { value: null, actual, unusable: 'not-a-share' }
    : { value: found, actual, unusable: null };
}

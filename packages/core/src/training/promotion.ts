import type { PromotionCriteria } from '../config/parse-config.js';
import { type MetadataFields, own } from '../models/metadata.js';
import { excerpt } from '../text/escape.js';

/** What became of one criterion. */
export interface CriterionResult {
  readonly criterion:
    | 'min_sharpe_ratio'
    | 'min_profit_factor'
    | 'max_drawdown_threshold'
    | 'min_trades'
    | 'require_outperformance';
  /** The metric's name in the metadata. */
  readonly metric: string;
  readonly passed: boolean;
  /**
   * What was asked for: the value has to stand in this comparison to `value`. Null where any number
   * passes: there is no live model to outperform, or none with a usable value.
   */
  readonly bound: { readonly comparison: '>=' | '<=' | '>'; readonly value: number } | null;
  /** What the metadata says; null where it says nothing. An excerpt where the value is large. */
  readonly actual: unknown;
  /** Why the value cannot be compared; null where it can. */
  readonly unusable: 'missing' | 'not-a-number' | 'not-a-share' | null;
}

type Bound = NonNullable<CriterionResult['bound']>;

/** Metrics that are shares, 0 to 1: a 73 for one of them is a mistake and not a good result. */
const SHARES = new Set(['max_drawdown', 'win_rate', 'auc', 'precision', 'recall', 'f1']);

/**
 * Judges a new model's metrics by the criteria that are on. It is promoted when all of them passed.
 *
 * @param live the model that it would replace; null where there is none, which is outperformed
 * @returns a result for each criterion, in the order of the config's keys
 * @example judgePromotion(fields, null, criteria).every(({ passed }) => passed)
 */
export function judgePromotion(
  fresh: MetadataFields,
  live: MetadataFields | null,
  criteria: PromotionCriteria,
): CriterionResult[] {
  const thresholds: [CriterionResult['criterion'], string, Bound['comparison'], number | null][] = [
    ['min_sharpe_ratio', 'sharpe_ratio', '>=', criteria.minSharpeRatio],
    ['min_profit_factor', 'profit_factor', '>=', criteria.minProfitFactor],
    ['max_drawdown_threshold', 'max_drawdown', '<=', criteria.maxDrawdown],
    ['min_trades', 'total_trades', '>=', criteria.minTrades],
  ];
  const results = thresholds.flatMap(([criterion, metric, comparison, value]) =>
    value === null ? [] : [judge(criterion, metric, { comparison, value })],
  );
  const { outperformMetric: metric } = criteria;
  if (metric !== null) results.push(judge('require_outperformance', metric, outperform(metric)));
  return results;

  function judge(
    criterion: CriterionResult['criterion'],
    metric: string,
    bound: Bound | null,
  ): CriterionResult {
    const { value, actual, unusable } = readMetric(fresh, metric, criteria);
    const passed = value !== null && (bound === null || holds(value, bound));
    return { criterion, metric: nameOf(metric, criteria), passed, bound, actual, unusable };
  }

  /** Better than the live model, by the margin at least; null where that has nothing to compare. */
  function outperform(metric: string): Bound | null {
    const old = live && readMetric(live, metric, criteria).value;
    if (old === null) return null;
    const { outperformMargin: margin } = criteria;
    return margin > 0
      ? { comparison: '>=', value: old + margin }
      : { comparison: '>', value: old + margin };
  }
}

function holds(value: number, { comparison, value: bound }: Bound): boolean {
  if (comparison === '>=') return value >= bound;
  return comparison === '>' ? value > bound : value <= bound;
}

function nameOf(metric: string, { metricNames }: PromotionCriteria): string {
  return Object.hasOwn(metricNames, metric) ? (metricNames[metric] as string) : metric;
}

function readMetric(
  { performance }: MetadataFields,
  metric: string,
  criteria: PromotionCriteria,
): { value: number | null } & Pick<CriterionResult, 'actual' | 'unusable'> {
  const found = performance && own(performance, nameOf(metric, criteria));
  if (found === undefined || found === null)
    return { value: null, actual: null, unusable: 'missing' };
  const actual = excerpt(found);
  if (typeof found !== 'number' || !Number.isFinite(found)) {
    return { value: null, actual, unusable: 'not-a-number' };
  }
  return SHARES.has(metric) && (found < 0 || found > 1)
    ? { value: null, actual, unusable: 'not-a-share' }
    : { value: found, actual, unusable: null };
}

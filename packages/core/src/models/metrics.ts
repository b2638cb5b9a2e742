import { isMap } from '../text/is-map.js';

/** Metrics of which less is better; of all others more is. */
export const LOSSES: readonly string[] = [
  ...['logloss', 'log_loss', 'rmse', 'mse', 'mae', 'mape'],
  ...['max_drawdown', 'error', 'loss', 'brier_score'],
];

/** Metrics as they stand in a file: by their names, or in maps of such. */
type Metrics = Readonly<Record<string, unknown>>;

/** What a bot calls the metrics, by the names that the registry has for them. */
export type MetricNames = Readonly<Record<string, string>>;

/**
 * What a bot calls a metric: the same, unless the names say otherwise.
 *
 * @example metricName('auc', { auc: 'ensemble.roc_auc' }) // 'ensemble.roc_auc'
 */
export function metricName(metric: string, names: MetricNames): string {
  return Object.hasOwn(names, metric) ? (names[metric] as string) : metric;
}

/**
 * What stands at a name: at that key, dots and all, else at the path that the dots make of it.
 *
 * @returns undefined where there is nothing
 * @example findMetric({ ensemble: { roc_auc: 0.7 } }, 'ensemble.roc_auc') // 0.7
 */
export function findMetric(metrics: Metrics, name: string): unknown {
  if (Object.hasOwn(metrics, name)) return metrics[name];
  for (const { index } of name.matchAll(/\./g)) {
    const key = name.slice(0, index);
    const inner = Object.hasOwn(metrics, key) ? metrics[key] : undefined;
    const found = isMap(inner) ? findMetric(inner, name.slice(index + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * All that {@link findMetric} finds and is no map of others, by its whole name, in the order of the file.
 *
 * @example [...metricsIn({ ensemble: { roc_auc: 0.7 } })] // [['ensemble.roc_auc', 0.7]]
 */
export function* metricsIn(
  metrics: Metrics,
  prefix = '',
): Generator<[name: string, value: unknown]> {
  for (const [key, value] of Object.entries(metrics)) {
    if (isMap(value) && Object.keys(value).length > 0) yield* metricsIn(value, `${prefix}${key}.`);
    else yield [`${prefix}${key}`, value];
  }
}

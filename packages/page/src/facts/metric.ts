import { metricOf, type RegistryConfig } from '@org/model-registry-core';
import type { VersionFacts } from './facts.js';

/** The metric that the page shows, and the lowest that a model may have; null for no limit. */
export interface ShownMetric {
  readonly name: string;
  readonly least: number | null;
}

/** Metrics of a model that are looked at, at most: a file may have as many as it likes. */
const MOST_NAMES = 50;

/**
 * The metric that matters most: the one that a score counts, that has a gate, that a new model has to be
 * better in; else the one that the most models have.
 *
 * @returns null where no model has one
 */
export function shownMetric(
  { requirements, rotation }: RegistryConfig,
  versions: readonly VersionFacts[],
): ShownMetric | null {
  const { performance, minPerformance } = requirements;
  const { outperformMetric, metricNames } = rotation.criteria;
  const outperform = outperformMetric && (metricNames[outperformMetric] ?? outperformMetric);
  const wanted = [performance?.metric, ...Object.keys(minPerformance), outperform];
  const has = (name: string) =>
    versions.some(({ model }) => model.fields && metricOf(model.fields, name) !== undefined);
  const name = wanted.find((each) => each && has(each)) ?? mostCommon(versions);
  if (!name) return null;
  const least = Object.hasOwn(minPerformance, name) ? (minPerformance[name] ?? null) : null;
  return { name, least };
}

function mostCommon(versions: readonly VersionFacts[]): string | null {
  const counts = new Map<string, number>();
  for (const { model } of versions) {
    for (const name of Object.keys(model.fields?.performance ?? {}).slice(0, MOST_NAMES)) {
      if (model.fields && metricOf(model.fields, name) === undefined) continue;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  let best: string | null = null;
  for (const [name, number] of counts) {
    if (best === null || number > (counts.get(best) ?? 0)) best = name;
  }
  return best;
}

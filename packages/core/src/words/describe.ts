import { type MetadataFields, metricOf } from '../models/metadata.js';
import { type MetricNames, metricName } from '../models/metrics.js';
import { type DiscoveredModel, missingArtifacts } from '../models/model.js';
import type { MetadataUnreadable, UnreadableFile } from '../models/problem.js';
import { escapeText, showValue } from '../text/escape.js';
import { problemText } from './problem-text.js';

const UNKNOWN = 'unknown';
const METRICS = [
  ['Precision', 'precision'],
  ['Recall', 'recall'],
  ['F1', 'f1'],
  ['AUC', 'auc'],
] as const;

/**
 * A selected model in words, a line each, for people; text from files is escaped.
 *
 * @param metricNames what the bot calls the metrics
 * @example describeModel(model, {})[0] // 'Version: 1.1'
 */
export function describeModel(model: DiscoveredModel, metricNames: MetricNames): string[] {
  const facts = factsOf(model, metricNames);
  const symbols = facts.symbols;
  const shown = symbols?.slice(0, 5).join(', ');
  const more = symbols && symbols.length > 5 ? '...' : '';
  return [
    `Version: ${model.version}`,
    `Training Mode: ${facts.mode}`,
    `Symbol Encoding: ${facts.encoding}`,
    `Trained Symbols: ${symbols?.length ?? UNKNOWN}${shown ? ` (${shown}${more})` : ''}`,
    `Training Days: ${facts.days}`,
    `Training End: ${facts.end}`,
    `Files Exist: ${model.exists ? 'True' : 'False'}`,
    ...facts.performance,
  ];
}

/**
 * A discovered version in words, a line each, without its heading and indentation.
 *
 * @param metricNames what the bot calls the metrics
 * @example describeDiscovered(model, {})[0] // 'Files exist: True'
 */
export function describeDiscovered(model: DiscoveredModel, metricNames: MetricNames): string[] {
  const facts = factsOf(model, metricNames);
  const missing = missingArtifacts(model).map(({ artifact }) => artifact);
  const symbols = facts.symbols;
  const more = symbols && symbols.length > 10 ? ` ... (+${symbols.length - 10} more)` : '';
  const unreadable = model.problems.find(
    (problem): problem is MetadataUnreadable | UnreadableFile =>
      problem.kind === 'metadata-unreadable' ||
      (problem.kind === 'unreadable-file' && problem.artifact === 'config'),
  );
  return [
    `Files exist: ${model.exists ? 'True' : 'False'}`,
    ...(missing.length > 0 ? [`Missing files: ${missing.join(', ')}`] : []),
    ...(unreadable ? [`Metadata: unreadable (${problemText(unreadable).actual})`] : []),
    `Training Mode: ${facts.mode}`,
    `Symbol Encoding: ${facts.encoding}`,
    `Trained Symbols: ${symbols?.length ?? UNKNOWN}`,
    ...(symbols?.length ? [`   ${symbols.slice(0, 10).join(', ')}${more}`] : []),
    `Training Days: ${facts.days}`,
    `Training End: ${facts.end}`,
    ...facts.performance,
  ];
}

/** What the file says, in words; where it says nothing (or nothing usable), `unknown`. */
function factsOf({ metadata, fields }: DiscoveredModel, metricNames: MetricNames) {
  const { trainingMode, symbolEncoding, trainedSymbols, trainingDays, trainingEnd } = fields ?? {};
  return {
    mode: trainingMode === undefined ? UNKNOWN : showValue(trainingMode),
    encoding: symbolEncoding === undefined ? UNKNOWN : showValue(symbolEncoding),
    symbols: trainedSymbols?.map((symbol) => escapeText(symbol, 60)),
    days: trainingDays === undefined ? UNKNOWN : String(trainingDays),
    end: trainingEnd === undefined ? UNKNOWN : showValue(metadata?.training_end_timestamp),
    performance: fields === null ? [] : performanceLine(fields, metricNames),
  };
}

/** Where none of the four is there, nothing: a bot may measure others. */
function performanceLine(fields: MetadataFields, metricNames: MetricNames): string[] {
  const figures = METRICS.map(
    ([name, key]) => [name, metricOf(fields, metricName(key, metricNames))] as const,
  );
  if (figures.every(([, figure]) => figure === undefined)) return [];
  const shown = figures.map(([name, figure]) => `${name}=${figure?.toFixed(3) ?? 'N/A'}`);
  return [`Performance: ${shown.join(', ')}`];
}

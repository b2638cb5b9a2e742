import type { Requirements } from '../config/parse-config.js';
import {
  DEFAULT_SYMBOL_ENCODING,
  DEFAULT_TRAINING_MODE,
  type MetadataFields,
  metricOf,
  type TrainingMode,
  trainingEndBy,
} from '../models/metadata.js';
import type { Problem } from '../models/problem.js';
import { excerpt } from '../text/escape.js';
import { DAY, type Instant } from '../text/timestamp.js';
import { membership } from './small-sets.js';

/** What one requirement says against a model whose metadata could be read; null for nothing. */
type Check = (fields: MetadataFields) => Problem | null;

/**
 * What finds all that speaks against a model whose metadata could be read: training mode, symbol
 * encoding, then the optional gates. Made once for many models.
 *
 * @param now the moment that the age is counted from
 * @returns gives every reason, in that order; none for a compatible model
 */
export function incompatibilityFinder(
  requirements: Requirements,
  now: Instant,
): (fields: MetadataFields) => Problem[] {
  const checks = checksOf(requirements, now);
  return (fields) => {
    const problems: Problem[] = [];
    for (const check of checks) {
      const problem = check(fields);
      if (problem) problems.push(problem);
    }
    return problems;
  };
}

/** Those that these requirements ask for. */
function checksOf(requirements: Requirements, now: Instant): Check[] {
  const { trainingMode, requiredSymbols, minSymbolCoverage, maxAgeDays } = requirements;
  const checks = [trainingModeCheck(trainingMode)];
  if (trainingMode === 'multi_symbol') checks.push(encodingCheck(requirements.symbolEncoding));
  if (requiredSymbols.length > 0) checks.push(requiredSymbolsCheck(requiredSymbols));
  if (minSymbolCoverage !== null)
    checks.push(coverageCheck(requirements.symbols, minSymbolCoverage));
  if (maxAgeDays !== null) checks.push(ageCheck(maxAgeDays, now));
  for (const [metric, least] of Object.entries(requirements.minPerformance)) {
    checks.push(metricCheck(metric, least));
  }
  return checks;
}

function trainingModeCheck(expected: TrainingMode): Check {
  return ({ trainingMode }) => {
    const stated = trainingMode !== undefined;
    const actual = stated ? trainingMode : DEFAULT_TRAINING_MODE;
    if (actual === expected) return null;
    return { kind: 'training-mode-mismatch', expected, actual: excerpt(actual), stated };
  };
}

function encodingCheck(expected: string): Check {
  return ({ symbolEncoding }) => {
    const stated = symbolEncoding !== undefined;
    const actual = stated ? symbolEncoding : DEFAULT_SYMBOL_ENCODING;
    if (actual === expected) return null;
    return { kind: 'symbol-encoding-mismatch', expected, actual: excerpt(actual), stated };
  };
}

function requiredSymbolsCheck(expected: readonly string[]): Check {
  return ({ trainedSymbols }) => {
    const missing = untrained(expected, trainedSymbols);
    return missing.length === 0 ? null : { kind: 'missing-symbols', expected, missing };
  };
}

function coverageCheck(symbols: readonly string[], expected: number): Check {
  const traded = [...new Set(symbols)];
  return ({ trainedSymbols }) => {
    const missing = untrained(traded, trainedSymbols);
    const actual = (traded.length - missing.length) / traded.length;
    return actual >= expected ? null : { kind: 'low-coverage', expected, actual, missing };
  };
}

function untrained(symbols: readonly string[], trained: readonly string[] = []): string[] {
  const isTrained = membership(trained);
  // Of its length: V8 has room for 16 more in a list that grew, and there may be 100,000 of them.
  return symbols.filter((symbol) => !isTrained(symbol)).slice();
}

function ageCheck(expected: number, now: Instant): Check {
  const highest = nanoseconds(expected);
  return (fields) => {
    const trainingEnd = trainingEndBy(fields, now);
    if (trainingEnd === undefined) return { kind: 'unknown-age', expected };
    const age = now - trainingEnd;
    if (age <= highest) return null;
    return { kind: 'too-old', expected, actual: Number(age) / Number(DAY) };
  };
}

function metricCheck(metric: string, expected: number): Check {
  return (fields) => {
    const actual = metricOf(fields, metric) ?? null;
    if (actual !== null && actual >= expected) return null;
    return { kind: 'low-performance', metric, expected, actual };
  };
}

/** Days as they are written in decimals (0.7 is 16.8 hours to the nanosecond), rounded down. */
function nanoseconds(days: number): bigint {
  const [mantissa = '', exponent] = days.toExponential().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const scaled = BigInt(whole + fraction) * DAY;
  const shift = Number(exponent) - fraction.length;
  return shift < 0 ? scaled / 10n ** BigInt(-shift) : scaled * 10n ** BigInt(shift);
}

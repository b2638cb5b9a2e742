import type { Requirements } from './config.js';
import { type MetadataFields, metricOf } from './metadata.js';
import type { Problem } from './problem.js';
import { excerpt } from './text.js';
import { DAY, type Instant } from './timestamp.js';

const DEFAULT_MODE = 'single_symbol';
const DEFAULT_ENCODING = 'one_hot';

/**
 * All that speaks against a model whose metadata could be read: training mode, symbol encoding,
 * then the optional gates.
 *
 * @param now the moment that the age is counted from
 * @returns every reason, in that order; empty for a compatible model
 */
export function findIncompatibilities(
  fields: MetadataFields,
  requirements: Requirements,
  now: Instant,
): Problem[] {
  const problems: Problem[] = [];
  for (const check of CHECKS) {
    const problem = check(fields, requirements, now);
    if (problem) problems.push(problem);
  }
  for (const [metric, least] of Object.entries(requirements.minPerformance)) {
    const problem = checkMetric(fields, metric, least);
    if (problem) problems.push(problem);
  }
  return problems;
}

type Check = (fields: MetadataFields, required: Requirements, now: Instant) => Problem | null;

const checkTrainingMode: Check = ({ trainingMode }, { trainingMode: expected }) => {
  const stated = trainingMode !== undefined;
  const actual = stated ? trainingMode : DEFAULT_MODE;
  return actual === expected
    ? null
    : { kind: 'training-mode-mismatch', expected, actual: excerpt(actual), stated };
};

const checkSymbolEncoding: Check = (
  { symbolEncoding },
  { trainingMode, symbolEncoding: expected },
) => {
  if (trainingMode !== 'multi_symbol') return null;
  const stated = symbolEncoding !== undefined;
  const actual = stated ? symbolEncoding : DEFAULT_ENCODING;
  return actual === expected
    ? null
    : { kind: 'symbol-encoding-mismatch', expected, actual: excerpt(actual), stated };
};

const checkRequiredSymbols: Check = ({ trainedSymbols }, { requiredSymbols: expected }) => {
  const missing = untrained(expected, trainedSymbols);
  return missing.length === 0 ? null : { kind: 'missing-symbols', expected, missing };
};

const checkCoverage: Check = ({ trainedSymbols }, { symbols, minSymbolCoverage: expected }) => {
  if (expected === null) return null;
  const traded = new Set(symbols);
  const missing = untrained([...traded], trainedSymbols);
  const actual = (traded.size - missing.length) / traded.size;
  return actual >= expected ? null : { kind: 'low-coverage', expected, actual, missing };
};

function untrained(symbols: readonly string[], trained: readonly string[] = []): string[] {
  const known = new Set(trained);
  return symbols.filter((symbol) => !known.has(symbol));
}

const checkAge: Check = ({ trainingEnd }, { maxAgeDays: expected }, now) => {
  if (expected === null) return null;
  if (trainingEnd === undefined) return { kind: 'unknown-age', expected };
  const age = now - trainingEnd;
  if (age <= nanoseconds(expected)) return null;
  return { kind: 'too-old', expected, actual: Number(age) / Number(DAY) };
};

function checkMetric(fields: MetadataFields, metric: string, expected: number): Problem | null {
  const actual = metricOf(fields, metric) ?? null;
  if (actual !== null && actual >= expected) return null;
  return { kind: 'low-performance', metric, expected, actual };
}

const CHECKS = [
  checkTrainingMode,
  checkSymbolEncoding,
  checkRequiredSymbols,
  checkCoverage,
  checkAge,
] as const;

/** Days as they are written in decimals (0.7 is 16.8 hours to the nanosecond), rounded down. */
function nanoseconds(days: number): bigint {
  const [mantissa = '', exponent] = days.toExponential().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const scaled = BigInt(whole + fraction) * DAY;
  const shift = Number(exponent) - fraction.length;
  return shift < 0 ? scaled / 10n ** BigInt(-shift) : scaled * 10n ** BigInt(shift);
}

import type { Requirements } from './config.js';
import { type MetadataFields, metricOf } from './metadata.js';
import type { Problem } from './problem.js';
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
  return [
    ...checkTrainingMode(fields, requirements),
    ...checkSymbolEncoding(fields, requirements),
    ...checkRequiredSymbols(fields, requirements),
    ...checkCoverage(fields, requirements),
    ...checkAge(fields, requirements, now),
    ...checkPerformance(fields, requirements),
  ];
}

function checkTrainingMode({ trainingMode }: MetadataFields, required: Requirements): Problem[] {
  const stated = trainingMode !== undefined;
  const actual = stated ? trainingMode : DEFAULT_MODE;
  const expected = required.trainingMode;
  return actual === expected ? [] : [{ kind: 'training-mode-mismatch', expected, actual, stated }];
}

function checkSymbolEncoding(
  { symbolEncoding }: MetadataFields,
  required: Requirements,
): Problem[] {
  if (required.trainingMode !== 'multi_symbol') return [];
  const stated = symbolEncoding !== undefined;
  const actual = stated ? symbolEncoding : DEFAULT_ENCODING;
  const expected = required.symbolEncoding;
  return actual === expected
    ? []
    : [{ kind: 'symbol-encoding-mismatch', expected, actual, stated }];
}

function checkRequiredSymbols(
  { trainedSymbols }: MetadataFields,
  required: Requirements,
): Problem[] {
  if (required.requiredSymbols.length === 0) return [];
  const missing = untrained(required.requiredSymbols, trainedSymbols);
  if (missing.length === 0) return [];
  return [{ kind: 'missing-symbols', expected: required.requiredSymbols, missing }];
}

function checkCoverage({ trainedSymbols }: MetadataFields, required: Requirements): Problem[] {
  const expected = required.minSymbolCoverage;
  if (expected === null) return [];
  const traded = new Set(required.symbols);
  const missing = untrained([...traded], trainedSymbols);
  const actual = (traded.size - missing.length) / traded.size;
  return actual >= expected ? [] : [{ kind: 'low-coverage', expected, actual, missing }];
}

function untrained(symbols: readonly string[], trained: readonly string[] = []): string[] {
  const known = new Set(trained);
  return symbols.filter((symbol) => !known.has(symbol));
}

function checkAge(
  { trainingEnd }: MetadataFields,
  required: Requirements,
  now: Instant,
): Problem[] {
  const expected = required.maxAgeDays;
  if (expected === null) return [];
  if (trainingEnd === undefined) return [{ kind: 'unknown-age', expected }];
  const age = now - trainingEnd;
  return age > nanoseconds(expected)
    ? [{ kind: 'too-old', expected, actual: Number(age) / Number(DAY) }]
    : [];
}

/** Days as they are written in decimals (0.7 is 16.8 hours to the nanosecond), rounded down. */
function nanoseconds(days: number): bigint {
  const [mantissa = '', exponent] = days.toExponential().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const scaled = BigInt(whole + fraction) * DAY;
  const shift = Number(exponent) - fraction.length;
  return shift < 0 ? scaled / 10n ** BigInt(-shift) : scaled * 10n ** BigInt(shift);
}

function checkPerformance(fields: MetadataFields, required: Requirements): Problem[] {
  return Object.entries(required.minPerformance).flatMap(([metric, expected]) => {
    const actual = metricOf(fields, metric) ?? null;
    if (actual !== null && actual >= expected) return [];
    return [{ kind: 'low-performance', metric, expected, actual }];
  });
}

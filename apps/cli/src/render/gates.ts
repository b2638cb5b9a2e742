import { type EffectivePin, escapeText, type Requirements } from '@org/model-registry-core';

/** The optional requirements that the config makes, each with its name; none gives no line. */
export function describeGates(
  requirements: Requirements,
  pin: EffectivePin | null,
): [name: string, gate: string][] {
  const { requiredSymbols, minSymbolCoverage, maxAgeDays, minPerformance } = requirements;
  const metrics = Object.entries(minPerformance);
  const gates: [string, string | null][] = [
    ['Pinned Version', pin && pin.version + (pin.by === 'command' ? ' (by command)' : '')],
    ['Required Symbols', requiredSymbols.map((symbol) => escapeText(symbol, 60)).join(', ')],
    ['Symbol Coverage', minSymbolCoverage === null ? null : `at least ${minSymbolCoverage}`],
    [
      'Age',
      maxAgeDays === null ? null : `at most ${maxAgeDays} ${maxAgeDays === 1 ? 'day' : 'days'}`,
    ],
    [
      'Performance',
      metrics.map(([name, least]) => `${escapeText(name, 60)} >= ${least}`).join(', '),
    ],
  ];
  return gates.filter((gate): gate is [string, string] => Boolean(gate[1]));
}

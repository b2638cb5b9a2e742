import {
  type Candidate,
  type EffectivePin,
  escapeText,
  figureText,
  formatInstant,
  inDays,
  type LivePolicy,
  madeBy,
  problemText,
  type Rejection,
  type Requirements,
  wrapBehind,
} from '@org/model-registry-core';
import { paint, renderAdvice, renderFacts, renderProblem } from '@org/model-registry-program';
import type { Context } from '../context.js';

/** Every version: the ranked ones with their scores, the rejected ones with every reason. */
export function renderExplain(context: Context): string {
  const { scan, selection, warnings } = context;
  const { chosen, ranked, rejected } = selection;
  const lines = [
    ...renderPremises(context),
    '',
    chosen
      ? `Selected: ${paint('green', chosen.model.version)}`
      : `Selected: ${paint('red', 'none')}. ${
          scan.models.length > 0 ? 'Every version is turned down.' : 'There are no models.'
        }`,
    ...(warnings.length > 0 ? ['', ...warnings.flatMap(renderProblem)] : []),
    ...(ranked.length > 0 ? ['', ...renderRanking(ranked)] : []),
    ...(rejected.length > 0 ? ['', `Turned down (${rejected.length})`] : []),
    ...renderNotPinned(rejected),
    ...rejected.flatMap(renderRejection),
  ];
  return `${lines.join('\n')}\n`;
}

function renderPremises({ requirements, pin, configFile, scan, now }: Context): string[] {
  const premises: [string, string][] = [
    ['As of', formatInstant(now)],
    ['Training Mode', requirements.trainingMode],
    ['Symbol Encoding', requirements.symbolEncoding],
    ['Verification', requirements.verify],
    ...describeGates(requirements, pin),
    ...describeWeight(requirements),
  ];
  const place = escapeText(scan.location) + (scan.found ? '' : ' (there is no such directory)');
  const config = configFile === null ? 'none: the defaults' : escapeText(configFile);
  return [
    // Paths are not broken: they have to be copied.
    `Models            ${place}`,
    `Config            ${config}`,
    ...premises.flatMap(([name, value]) => wrapBehind(name.padEnd(18), value)),
  ];
}

function describeWeight({ performance }: Requirements): [string, string][] {
  if (performance === null) return [];
  return [
    ['Score', `performance is ${escapeText(performance.metric, 60)} x ${performance.weight}`],
  ];
}

const COLUMNS = ['coverage', 'recency', 'version', 'performance', 'total'];

function renderRanking(ranked: readonly Candidate[]): string[] {
  const rows = ranked.map(({ model, score }) => [
    model.version,
    ...[score.symbolCoverage, score.recency, score.version, score.performance, score.total].map(
      figureText,
    ),
  ]);
  const table = [['model', ...COLUMNS], ...rows];
  const widths = table[0]?.map((_, at) =>
    table.reduce((widest, row) => Math.max(widest, row[at]?.length ?? 0), 0),
  );
  const lines = table.map((row) =>
    row
      .map((cell, at) => (at ? cell.padStart(widths?.[at] ?? 0) : cell.padEnd(widths?.[0] ?? 0)))
      .join('  '),
  );
  return [
    `Ranked (${ranked.length}): the highest total wins, on a tie the higher version`,
    '',
    ...lines.map((line, at) => (at === 1 ? paint('green', `  ${line}  selected`) : `  ${line}`)),
  ];
}

/** Said once: it holds against every version but one. */
function renderNotPinned(rejected: readonly Rejection[]): string[] {
  const others = rejected.flatMap(({ model: { version }, problems }) => {
    const problem = problems.find(({ kind }) => kind === 'not-pinned');
    return problem ? [{ version, problem }] : [];
  });
  const [first] = others;
  if (!first) return [];
  const { title, expected, advice } = problemText(first.problem);
  const actual = others.map(({ version }) => version).join(', ');
  return ['', ...renderFacts({ title, expected, actual }), ...renderAdvice(advice)];
}

/** Nothing where only the pin holds against it. */
function renderRejection({ model, problems }: Rejection): string[] {
  const own = problems.filter(({ kind }) => kind !== 'not-pinned');
  const fields = model.problems.filter(({ kind }) => kind === 'invalid-field');
  const shown = [...own, ...fields].flatMap(renderProblem);
  if (shown.length === 0) return [];
  return ['', `  ${paint('bold', model.version)}`, ...shown];
}

function describeLive({ min, minSamples, window }: LivePolicy): string {
  const least = Object.entries(min).map(([name, least]) => `${escapeText(name, 60)} >= ${least}`);
  return `${least.join(', ')}: mean of the last ${window}, after ${minSamples}`;
}

/** The optional requirements that the config makes, each with its name; none gives no line. */
export function describeGates(
  requirements: Requirements,
  pin: EffectivePin | null,
): [name: string, gate: string][] {
  const { requiredSymbols, minSymbolCoverage, maxAgeDays, minPerformance, live } = requirements;
  const { python, libraries } = requirements;
  const metrics = Object.entries(minPerformance);
  const gates: [string, string | null][] = [
    ['Pinned Version', pin && `${pin.version} (${escapeText(madeBy(pin))})`],
    ['Required Symbols', requiredSymbols.map((symbol) => escapeText(symbol, 60)).join(', ')],
    ['Symbol Coverage', minSymbolCoverage === null ? null : `at least ${minSymbolCoverage}`],
    ['Age', maxAgeDays === null ? null : `at most ${inDays(maxAgeDays)}`],
    [
      'Performance',
      metrics.map(([name, least]) => `${escapeText(name, 60)} >= ${least}`).join(', '),
    ],
    [
      'Libraries',
      python === null || libraries === 'off'
        ? null
        : `those of ${escapeText(python)} (${libraries})`,
    ],
    ['Live Results', live && describeLive(live)],
  ];
  return gates.filter((gate): gate is [string, string] => Boolean(gate[1]));
}

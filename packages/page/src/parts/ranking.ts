import type { Score } from '@org/model-registry-core';
import { stack, stackOffsetDiverging } from 'd3-shape';
import { type Facts, notDrawn, type VersionFacts } from '../facts/facts.js';
import { html, type Markup } from '../html/markup.js';
import { tableBelow } from '../html/table.js';
import { count, points } from '../html/values.js';
import { numberAxis } from '../svg/axis.js';
import { percent, pixels, plot, rowName } from '../svg/plot.js';
import { legend, noteOn, nothing, part } from './part.js';

type ScorePart = Exclude<keyof Score, 'total'>;

/** What the parts of a score are called, in the order of their bars. */
export const SCORE_NAMES: Readonly<Record<ScorePart, string>> = {
  version: 'version',
  symbolCoverage: 'coverage',
  recency: 'recency',
  performance: 'performance',
};
export const SCORE_PARTS = Object.keys(SCORE_NAMES) as readonly ScorePart[];

/** Up to so many rows have their full height; of more, each is thinner and some have a name. */
const MOST_FULL = 40;
const FULL = 26;
const THIN = 8;
const ROOM = 1.25;

/** Those that may be selected, best first, with the parts of their scores. */
export function rankingPart(facts: Facts): Markup {
  const ranked = facts.drawn
    .filter(({ rank }) => rank !== null)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  const lead = 'Versions that may be selected, by their score in points. The highest is live.';
  if (ranked.length === 0) {
    const hasModels = facts.versions.length > 0;
    const empty = hasModels
      ? nothing('No version may be selected.', 'The reasons are below.')
      : nothing('There are no models.', 'Train the first one: model-registry train.');
    return part('ranking', 'Ranking', lead, [empty]);
  }
  return part('ranking', 'Ranking', lead, [
    legend(
      usedParts(ranked).map((name) => ({
        className: `part ${SCORE_NAMES[name]}`,
        name: SCORE_NAMES[name],
      })),
    ),
    picture(ranked),
    noteOn(notDrawn(facts)),
    rankingTable(ranked),
  ]);
}

function usedParts(ranked: readonly VersionFacts[]): ScorePart[] {
  return SCORE_PARTS.filter((name) => ranked.some(({ score }) => score && score[name] !== 0));
}

function picture(ranked: readonly VersionFacts[]): Markup {
  const isFull = ranked.length <= MOST_FULL;
  const row = isFull ? FULL : THIN;
  const bar = isFull ? 16 : 6;
  const height = ranked.length * row;
  const series = stack<VersionFacts, ScorePart>()
    .keys(SCORE_PARTS)
    .value(({ score }, name) => finite(score?.[name] ?? 0))
    .offset(stackOffsetDiverging)(ranked as VersionFacts[]);
  const ends = series.flatMap((layer) => layer.flat());
  // With room for the totals behind the bars.
  const highest = ends.reduce((a, b) => Math.max(a, b), 0);
  const { across, lines } = numberAxis([0, ...ends, highest * ROOM], height);
  const names = ranked.flatMap(({ version, standing }, at) =>
    isFull || at % 5 === 0
      ? [rowName(version, (at + 0.5) * row, standing === 'live' ? 'strong' : '')]
      : [],
  );
  const bars = series.map((layer) => {
    const rects = layer.flatMap(([from, to], at) => {
      const [begin, end] = [across(from), across(to)];
      if (begin === end) return [];
      const y = pixels(at * row + (row - bar) / 2);
      return [
        html`<rect x="${percent(begin)}" y="${y}" width="${percent(end - begin)}" height="${bar}"/>`,
      ];
    });
    return html`<g class="part ${SCORE_NAMES[layer.key]}">${rects}</g>`;
  });
  const totals = isFull
    ? ranked.map(({ score, standing }, at) =>
        total(finite(score?.total ?? 0), standing === 'live', (at + 0.5) * row, across),
      )
    : [];
  const [first] = ranked;
  const label = `Scores of ${count(ranked.length, 'version')}: ${first?.version} leads with ${points(first?.score?.total ?? 0)} points`;
  return plot({ label, height: height + 26, names, body: [...lines, ...bars, ...totals] });
}

/** Behind its bar, in whole points: the table has the rest. */
function total(
  value: number,
  isLive: boolean,
  y: number,
  across: (value: number) => number,
): Markup {
  return html`<svg x="${percent(across(value))}" y="${pixels(y)}" class="sign"><text class="${isLive ? 'strong' : ''}" x="6" dominant-baseline="central">${Math.round(value)}</text></svg>`;
}

/** What overflowed is drawn as nothing, and says so in the table. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

function rankingTable(ranked: readonly VersionFacts[]): Markup {
  return tableBelow({
    id: 'scores',
    caption: 'Scores in points, the best first',
    columns: [
      { name: 'Version' },
      { name: 'Rank', isNumber: true },
      { name: 'Coverage', isNumber: true },
      { name: 'Recency', isNumber: true },
      { name: 'Version part', isNumber: true },
      { name: 'Performance', isNumber: true },
      { name: 'Total', isNumber: true },
    ],
    rows: ranked.map(({ version, rank, score, standing }) => ({
      key: null,
      isLive: standing === 'live',
      cells: [
        version,
        rank,
        points(score?.symbolCoverage ?? 0),
        points(score?.recency ?? 0),
        points(score?.version ?? 0),
        points(score?.performance ?? 0),
        points(score?.total ?? 0),
      ],
    })),
  });
}

import { earlier, figureText, later, metricOf } from '@org/model-registry-core';
import { symbol, symbolCircle, symbolTimes } from 'd3-shape';
import { type Facts, notDrawn, type VersionFacts } from '../facts/facts.js';
import { type ShownMetric, shownMetric } from '../facts/metric.js';
import { html, type Markup } from '../html/markup.js';
import { table, tableBelow } from '../html/table.js';
import { count, moment, short } from '../html/values.js';
import { timeAxis, upwards } from '../svg/axis.js';
import { percent, pixels, plot, rowName } from '../svg/plot.js';
import { noteOn, nothing, noVersion, part } from './part.js';

const TOP = 14;
const HEIGHT = 240;

/** A metric over the training's end, with its gate; and what models did while they were live. */
export function metricPart(facts: Facts): Markup {
  const metric = shownMetric(facts.snapshot.config, facts.drawn);
  const results = resultsTable(facts);
  if (metric === null) {
    const lead = 'A metric of the versions, by the end of their training.';
    const empty = nothing(
      `${noVersion(facts)} has a metric.`,
      "Let the training write numbers into performance of the model's config file.",
    );
    return part('metric', 'Metric', lead, [empty, noteOn(notDrawn(facts)), results]);
  }
  const name = short(metric.name, 60);
  const points = facts.drawn.flatMap((version) => pointOf(version, metric));
  const placed = points.filter((point): point is PlacedPoint => point.end !== null);
  const lead = html`<b>${name}</b> of each version, by the end of its training.${
    metric.least === null ? '' : ` The line is the lowest allowed, ${figureText(metric.least)}.`
  }`;
  return part('metric', 'Metric', lead, [
    placed.length > 0
      ? [legendOf(placed), picture(placed, metric, facts)]
      : nothing('None of these has a training end.', 'See the table.'),
    noteOn(notDrawn(facts)),
    metricTable(points, name),
    results,
  ]);
}

interface Point {
  readonly facts: VersionFacts;
  readonly value: number;
  readonly end: VersionFacts['trainingEnd'];
}

interface PlacedPoint extends Point {
  readonly end: NonNullable<VersionFacts['trainingEnd']>;
}

function pointOf(facts: VersionFacts, { name }: ShownMetric): Point[] {
  const value = facts.model.fields ? metricOf(facts.model.fields, name) : undefined;
  return value === undefined ? [] : [{ facts, value, end: facts.trainingEnd }];
}

/** How a version is drawn. */
function kindOf({ standing, wasLive }: VersionFacts): keyof typeof KINDS {
  if (standing === 'live') return 'now';
  if (wasLive) return 'was';
  return standing === 'selectable' ? 'open' : 'out';
}

const KINDS = {
  now: { name: 'live now', shape: symbolCircle, size: 160 },
  was: { name: 'was live', shape: symbolCircle, size: 64 },
  open: { name: 'may be selected', shape: symbolCircle, size: 64 },
  out: { name: 'turned down', shape: symbolTimes, size: 64 },
} as const;

function signOf(kind: keyof typeof KINDS): string {
  const { shape, size } = KINDS[kind];
  return symbol(shape, size)() ?? '';
}

function legendOf(points: readonly Point[]): Markup {
  const kinds = new Set(points.map(({ facts }) => kindOf(facts)));
  const used = (Object.keys(KINDS) as (keyof typeof KINDS)[]).filter((kind) => kinds.has(kind));
  return html`<ul class="legend">${used.map(
    (kind) =>
      html`<li><svg class="sign" width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true"><path class="point ${kind}" d="${signOf(kind)}"/></svg>${KINDS[kind].name}</li>`,
  )}</ul>`;
}

function picture(points: readonly PlacedPoint[], metric: ShownMetric, { snapshot }: Facts): Markup {
  const ends = points.map(({ end }) => end);
  const first = ends.reduce(earlier);
  const last = ends.reduce(later);
  const bottom = TOP + HEIGHT;
  const { across, lines } = timeAxis(first, last === first ? snapshot.now : last, bottom);
  const gate = metric.least === null ? [] : [metric.least];
  const up = upwards([...points.map(({ value }) => value), ...gate], TOP, bottom);
  const figures = up.ticks(4).map((tick) => {
    const y = pixels(up(tick));
    return {
      name: rowName(String(Number(tick.toPrecision(10))), up(tick)),
      line: html`<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}"/>`,
    };
  });
  const gates = gate.map((least) => {
    const y = pixels(up(least));
    return html`<line class="gate" x1="0" x2="100%" y1="${y}" y2="${y}"/><text class="strong" x="100%" y="${pixels(up(least) - 7)}" text-anchor="end">at least ${figureText(least)}</text>`;
  });
  // The live one on top of all others.
  const order = ['out', 'open', 'was', 'now'];
  const drawn = [...points]
    .sort((a, b) => order.indexOf(kindOf(a.facts)) - order.indexOf(kindOf(b.facts)))
    .map(({ facts, value, end }) => {
      const kind = kindOf(facts);
      const share = inside(across(end));
      const name =
        kind === 'now'
          ? html`<text class="strong" x="${share > 0.9 ? -12 : 12}" text-anchor="${share > 0.9 ? 'end' : 'start'}" dominant-baseline="central">${facts.version}</text>`
          : '';
      return html`<svg class="sign" x="${percent(share)}" y="${pixels(up(value))}"><path class="point ${kind}" d="${signOf(kind)}"><title>${facts.version}: ${figureText(value)}, ${KINDS[kind].name}</title></path>${name}</svg>`;
    });
  const live = points.find(({ facts }) => facts.standing === 'live');
  return plot({
    label: `${short(metric.name, 60)} of ${count(points.length, 'version')}${live ? `: ${figureText(live.value)} of ${live.facts.version}, which is live` : ''}`,
    height: bottom + 26,
    names: figures.map(({ name }) => name),
    body: [...lines, ...figures.map(({ line }) => line), ...gates, ...drawn],
  });
}

/** Half a sign away from the edges. */
function inside(share: number): number {
  return 0.01 + Math.min(Math.max(share, 0), 1) * 0.98;
}

function metricTable(points: readonly Point[], name: string): Markup {
  return tableBelow({
    id: 'metrics',
    caption: `${name} of versions, the newest first`,
    columns: [
      { name: 'Version' },
      { name: 'Training end' },
      { name, isNumber: true },
      { name: 'Standing' },
    ],
    rows: [...points].reverse().map(({ facts, value, end }) => ({
      key: null,
      isLive: facts.standing === 'live',
      cells: [
        facts.version,
        end === null ? 'not known' : moment(end),
        figureText(value),
        KINDS[kindOf(facts)].name,
      ],
    })),
  });
}

/** What models did while they were live; nothing where that was not recorded, or is not asked for. */
function resultsTable({ snapshot }: Facts): Markup {
  const { requirements, standings: known, turnedDown } = snapshot.decision;
  const policy = requirements.live;
  const rows = Array.from(known).flatMap(([version, standings]) =>
    standings.map(({ metric, expected, actual, samples }) => ({
      key: `${version} ${metric}`,
      cells: [
        version,
        short(metric, 60),
        figureText(actual),
        figureText(expected),
        samples,
        turnedDown.get(version)?.metric === metric ? 'turned down' : '',
      ],
    })),
  );
  if (policy === null || rows.length === 0) return html``;
  return html`<h3>While they were live</h3>${table({
    id: 'results',
    caption: `Live results: mean of the last ${policy.window}`,
    columns: [
      { name: 'Version' },
      { name: 'Metric' },
      { name: 'Mean', isNumber: true },
      { name: 'At least', isNumber: true },
      { name: 'Results', isNumber: true },
      { name: 'Outcome' },
    ],
    rows,
  })}`;
}

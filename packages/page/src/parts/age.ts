import { dueFromDays, figureText, type Instant } from '@org/model-registry-core';
import { type Facts, notDrawn, type VersionFacts } from '../facts/facts.js';
import { html, type Markup } from '../html/markup.js';
import { tableBelow } from '../html/table.js';
import { capital, count, daysBetween, moment } from '../html/values.js';
import { numberAxis } from '../svg/axis.js';
import { percent, pixels, plot, rowName } from '../svg/plot.js';
import { noteOn, nothing, noVersion, part } from './part.js';

/** Versions that are drawn, at most: the newest, and the live one. All are in the table. */
const MOST_BARS = 30;
const ROW = 22;
const TOP = 22;

/** How old each version is, against what the config allows. */
export function agePart(facts: Facts): Markup {
  const { now } = facts.snapshot;
  const aged = facts.drawn.flatMap((version) => agedOf(version, now));
  const limits = limitsOf(facts);
  const lead = html`Days since the end of the training.${
    limits.length === 0
      ? ' The config sets no limit: model.selection.max_age_days.'
      : limits.map(({ name, days }) => html` ${capital(name)}: ${figureText(days)} days.`)
  }`;
  if (aged.length === 0) {
    const empty = nothing(
      `${noVersion(facts)} says when its training ended.`,
      "Add training_end_timestamp to the model's config file: model-registry backfill.",
    );
    return part('age', 'Age', lead, [empty, noteOn(notDrawn(facts))]);
  }
  const bars = [...aged]
    .reverse()
    .filter(({ facts: { standing } }, at) => at < MOST_BARS || standing === 'live');
  const rest = aged.length - bars.length;
  return part('age', 'Age', lead, [
    picture(bars, limits),
    noteOn(rest > 0 ? `${count(rest, 'older version')} in the table.` : null, notDrawn(facts)),
    ageTable(aged, facts.snapshot.decision.requirements.maxAgeDays),
  ]);
}

interface Aged {
  readonly facts: VersionFacts;
  readonly end: Instant;
  /** Not negative: a clock may be a little ahead. */
  readonly days: number;
}

interface Limit {
  readonly name: string;
  readonly days: number;
}

function agedOf(facts: VersionFacts, now: Instant): Aged[] {
  const { trainingEnd: end } = facts;
  return end === null ? [] : [{ facts, end, days: Math.max(daysBetween(end, now), 0) }];
}

function limitsOf({ snapshot: { decision, config } }: Facts): Limit[] {
  const { maxAgeDays } = decision.requirements;
  const { enabled, frequencyDays } = config.rotation;
  return [
    ...(maxAgeDays === null ? [] : [{ name: 'too old', days: maxAgeDays }]),
    ...(enabled ? [{ name: 'training due', days: dueFromDays(frequencyDays) }] : []),
  ];
}

function picture(bars: readonly Aged[], limits: readonly Limit[]): Markup {
  const bottom = TOP + bars.length * ROW;
  const ends = [0, ...bars.map(({ days }) => days), ...limits.map(({ days }) => days)];
  const { across, lines } = numberAxis(ends, bottom);
  const names = bars.map(({ facts }, at) =>
    rowName(facts.version, TOP + (at + 0.5) * ROW, facts.standing === 'live' ? 'strong' : ''),
  );
  const rects = bars.map(({ facts, days }, at) => {
    const isLive = facts.standing === 'live';
    const y = pixels(TOP + at * ROW + 5);
    return html`<rect class="${isLive ? 'bar now' : 'bar'}" x="0" width="${percent(Math.max(across(days), 0.003))}" y="${y}" height="${ROW - 10}" rx="2"><title>${facts.version}: ${figureText(days)} days</title></rect>`;
  });
  const gates = limits.map(({ name, days }, at) => {
    const share = across(days);
    const isRight = share > 0.6;
    return html`<line class="gate" x1="${percent(share)}" x2="${percent(share)}" y1="${at * 12}" y2="${bottom}"/><svg class="sign" x="${percent(share)}" y="${at * 12 + 6}"><text class="strong" x="${isRight ? -6 : 6}" text-anchor="${isRight ? 'end' : 'start'}" dominant-baseline="central">${name}</text></svg>`;
  });
  const live = bars.find(({ facts }) => facts.standing === 'live');
  return plot({
    label: `Age of ${count(bars.length, 'version')} in days${live ? `: the live one is ${figureText(live.days)} days old` : ''}`,
    height: bottom + 26,
    names,
    body: [...lines, ...rects, ...gates],
  });
}

function ageTable(aged: readonly Aged[], highest: number | null): Markup {
  return tableBelow({
    id: 'ages',
    caption: 'Ages in days, the newest version first',
    columns: [
      { name: 'Version' },
      { name: 'Training end' },
      { name: 'Age', isNumber: true },
      ...(highest === null ? [] : [{ name: 'Days left', isNumber: true } as const]),
    ],
    rows: [...aged].reverse().map(({ facts, end, days }) => ({
      key: null,
      isLive: facts.standing === 'live',
      cells: [
        facts.version,
        moment(end),
        figureText(days),
        ...(highest === null ? [] : [figureText(highest - days)]),
      ],
    })),
  });
}

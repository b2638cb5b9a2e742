import {
  earlier,
  type Instant,
  isRollback,
  type JournalEntry,
  type JournalEvent,
  plus,
} from '@org/model-registry-core';
import { symbol, symbolCircle, symbolTimes, symbolTriangle } from 'd3-shape';
import type { Facts } from '../facts/facts.js';
import { type LiveSpan, momentOf } from '../facts/live-spans.js';
import { html, type Markup } from '../html/markup.js';
import { tableBelow } from '../html/table.js';
import { count, moment, short } from '../html/values.js';
import { timeAxis } from '../svg/axis.js';
import { percent, pixels, plot, rowName } from '../svg/plot.js';
import { noteOn, nothing, part } from './part.js';
import { trainingsTable } from './retraining.js';

/** Versions that have a lane, and entries of the table, at most: the newest. */
const MOST_LANES = 12;
const MOST_ENTRIES = 200;
const LANE = 28;
const BAR = 16;

/** What was live when, and what else happened, by the journal. */
export function timelinePart(facts: Facts): Markup {
  const { journal } = facts.snapshot;
  const lead = 'What was live when, and what else happened, by the journal. Times are in UTC.';
  if (journal.length === 0) {
    const todo = html`<p class="empty"><b>Nothing is recorded yet.</b> The journal begins with the first change that <code>model-registry</code> makes: <code>train</code>, <code>publish</code>, <code>pin</code>.</p>`;
    return part('timeline', 'Time line', lead, [todo, trainingsTable(facts)]);
  }
  return part('timeline', 'Time line', lead, [
    picture(facts),
    journalTable(journal),
    trainingsTable(facts),
  ]);
}

/** A row of the picture: a name, and what is drawn in it. */
interface Lane {
  readonly name: string;
  readonly isLive: boolean;
  readonly bars: readonly Bar[];
  readonly marks: readonly Mark[];
}

interface Bar {
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly title: string;
}

interface Mark {
  readonly at: Instant;
  readonly title: string;
}

function picture({ spans, live, snapshot }: Facts): Markup {
  const { journal, now } = snapshot;
  const versions = versionLanes(spans, live?.version ?? null);
  const lanes = [...versions, ...eventLanes(journal, snapshot.retraining.state.runs)];
  const shown = lanes.flatMap(({ bars, marks }) => [
    ...bars.flatMap(({ from }) => from ?? []),
    ...marks.map(({ at }) => at),
  ]);
  if (shown.length === 0)
    return nothing('No version was live yet.', 'The table has what happened.');
  const begin = shown.reduce(earlier, now);
  const hour = 3_600_000_000_000n;
  // What began before the first entry has some room in front of it.
  const from = plus(begin, -((now - begin) / 40n + hour));
  const height = lanes.length * LANE;
  const { across, lines } = timeAxis(from, now, height);
  const names = lanes.map(({ name, isLive }, at) =>
    rowName(name, (at + 0.5) * LANE, isLive ? 'strong' : ''),
  );
  const body = lanes.map((lane, at) => drawLane(lane, at * LANE, across, from, now));
  const left = new Set(spans.map(({ version }) => version)).size - versions.length;
  return html`${plot({
    label: `What was live when: ${describeSpans(spans, live?.version ?? null)}`,
    height: height + 26,
    names,
    body: [...lines, ...body],
  })}${noteOn(
    journal.length > MOST_ENTRIES
      ? `Marks are of the newest ${MOST_ENTRIES} entries, bars of as many changes.`
      : null,
    left > 0
      ? `${count(left, 'version')} that ${left === 1 ? 'was' : 'were'} live before that ${left === 1 ? 'is' : 'are'} not drawn.`
      : null,
  )}`;
}

/** What is live is as it was decided: the journal does not tell of files that were put there or removed by hand. */
function describeSpans(spans: readonly LiveSpan[], live: string | null): string {
  const last = spans.at(-1);
  const isLast = last !== undefined && isNow(last, live);
  const before = (isLast ? spans.slice(0, -1) : spans).slice(-5).map(({ version }) => version);
  const now = live === null ? 'nothing is live' : `${live} is live`;
  return before.length === 0 ? now : `${before.join(', then ')}; ${now}`;
}

function isNow({ version, to }: LiveSpan, live: string | null): boolean {
  return to === null && version === live;
}

/** The version that was live last is at the top. */
function versionLanes(spans: readonly LiveSpan[], live: string | null): Lane[] {
  const of = new Map<string, LiveSpan[]>();
  for (const each of spans.slice(-MOST_ENTRIES).reverse()) {
    const known = of.get(each.version);
    if (known) known.push(each);
    else of.set(each.version, [each]);
  }
  return Array.from(of)
    .slice(0, MOST_LANES)
    .map(([version, times]) => ({
      name: version,
      isLive: times.some((span) => isNow(span, live)),
      bars: times.map((span) => ({ ...span, title: `${version}${remarkOn(span, live)}` })),
      marks: [],
    }));
}

function remarkOn(span: LiveSpan, live: string | null): string {
  if (isNow(span, live)) return ', live now';
  return span.to === null ? ', the last recorded' : '';
}

/** The lanes of what was done, from the top. */
const LANES = ['published', 'rollback', 'pinned', 'unpinned', 'rejected', 'turned down'] as const;

/** In which lane an event stands; null for one that is not drawn. */
const LANE_OF: Readonly<Record<JournalEvent, (typeof LANES)[number] | null>> = {
  published: 'published',
  recovered: 'published',
  pinned: 'pinned',
  unpinned: 'unpinned',
  rejected: 'rejected',
  'taken-back': 'rejected',
  'turned-down': 'turned down',
  forgiven: null,
  archived: null,
  restored: null,
  deleted: null,
};

function laneOf(entry: JournalEntry): (typeof LANES)[number] | null {
  return isRollback(entry) ? 'rollback' : LANE_OF[entry.event];
}

function eventLanes(
  journal: readonly JournalEntry[],
  runs: Facts['snapshot']['retraining']['state']['runs'],
): Lane[] {
  const newest = journal.slice(-MOST_ENTRIES);
  const lanes = LANES.map((name) => ({
    name,
    isLive: false,
    bars: [],
    marks: newest
      .filter((entry) => laneOf(entry) === name)
      .map((entry) => ({
        at: momentOf(entry),
        title: `${name} ${entry.version ?? ''}: ${short(entry.reason, 80)}`,
      })),
  }));
  const failed = runs
    .filter(({ action }) => action === 'failed' || action === 'killed')
    .map(({ ended, version, action }) => ({ at: ended, title: `${action} ${version}` }));
  const failures = { name: 'failed', isLive: false, bars: [], marks: failed };
  return [...lanes, failures].filter(({ marks }) => marks.length > 0);
}

const SHAPES: Readonly<Record<string, typeof symbolCircle>> = {
  rejected: symbolTimes,
  failed: symbolTimes,
  'turned down': symbolTimes,
  pinned: symbolTriangle,
  rollback: symbolTriangle,
};

function drawLane(
  { name, isLive, bars, marks }: Lane,
  top: number,
  across: (instant: Instant) => number,
  from: Instant,
  now: Instant,
): Markup {
  const middle = pixels(top + LANE / 2);
  const shape = SHAPES[name] ?? symbolCircle;
  const path = symbol(shape, 56)() ?? '';
  const className = shape === symbolTimes ? 'cross' : '';
  const drawn = bars.map((bar) => {
    const [begin, end] = [across(bar.from ?? from), across(bar.to ?? now)].map((share) =>
      Math.min(Math.max(share, 0), 1),
    ) as [number, number];
    return html`<rect class="${isLive && bar.to === null ? 'bar now' : 'bar'}" x="${percent(Math.min(begin, end))}" y="${pixels(top + (LANE - BAR) / 2)}" width="${percent(Math.max(Math.abs(end - begin), 0.002))}" height="${BAR}" rx="2"><title>${bar.title}</title></rect>`;
  });
  const signs = marks.map(
    ({ at, title }) =>
      html`<svg class="sign" x="${percent(across(at))}" y="${middle}"><path class="${className}" d="${path}"><title>${title}</title></path></svg>`,
  );
  return html`<line class="lane" x1="0" x2="100%" y1="${middle}" y2="${middle}"/>${drawn}${signs}`;
}

function journalTable(journal: readonly JournalEntry[]): Markup {
  const rest = journal.length - MOST_ENTRIES;
  return tableBelow({
    id: 'journal',
    caption: 'The journal, the newest first',
    columns: [
      { name: 'When' },
      { name: 'What' },
      { name: 'Version' },
      { name: 'Before' },
      { name: 'After' },
      { name: 'By' },
      { name: 'Why' },
    ],
    rows: journal
      .slice(-MOST_ENTRIES)
      .reverse()
      .map((entry, at) => ({
        key: `${journal.length - at}`,
        cells: [
          moment(momentOf(entry)),
          entry.event,
          entry.version ?? '—',
          entry.previous_version ?? 'none',
          entry.selected_version ?? 'none',
          short(entry.user ?? ''),
          short(entry.reason, 200),
        ],
      })),
    rest: rest > 0 ? `${rest} older entries: model-registry history shows all.` : null,
  });
}

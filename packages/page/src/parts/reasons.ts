import {
  PROBLEM_KINDS,
  type Problem,
  type ProblemKind,
  problemText,
} from '@org/model-registry-core';
import { type Facts, notDrawn, type VersionFacts } from '../facts/facts.js';
import { type Content, html, type Markup } from '../html/markup.js';
import { type Row, tableBelow } from '../html/table.js';
import { count } from '../html/values.js';
import { cellsPath, columnNames, grid } from '../svg/columns.js';
import { percent, pixels, plot, rowName } from '../svg/plot.js';
import { noteOn, nothing, noVersion, part } from './part.js';

const ROW = 26;
/** More cells than this are drawn without what each of them says. */
const MOST_TITLES = 400;
/** Reasons in the table, at most. */
const MOST_ROWS = 1_000;

/** Who was turned down for what. */
export function reasonsPart(facts: Facts): Markup {
  const rejected = facts.drawn.filter(({ standing }) => standing === 'rejected');
  const lead = 'Versions that are turned down, and every reason that holds against them.';
  if (facts.versions.length === 0) {
    const empty = nothing('There are no models.', 'Train the first one: model-registry train.');
    return part('reasons', 'Turned down', lead, [empty]);
  }
  if (rejected.length === 0) {
    const none = nothing(`${noVersion(facts)} is turned down.`, '');
    return part('reasons', 'Turned down', lead, [none, noteOn(notDrawn(facts))]);
  }
  return part('reasons', 'Turned down', lead, [
    picture(rejected),
    noteOn(notDrawn(facts)),
    reasonsTable(rejected),
  ]);
}

/** The kinds of problems that there are, in the order of their words. */
export function kindsIn(versions: readonly VersionFacts[]): ProblemKind[] {
  const kinds = new Set(versions.flatMap(({ problems }) => problems.map(({ kind }) => kind)));
  return PROBLEM_KINDS.filter((kind) => kinds.has(kind));
}

function picture(rejected: readonly VersionFacts[]): Markup {
  const kinds = kindsIn(rejected);
  const height = kinds.length * ROW;
  const cells = rejected.length * kinds.length;
  const names = kinds.flatMap((kind, at) => nameOf(kind, (at + 0.5) * ROW));
  const body = cells <= MOST_TITLES ? apart(rejected, kinds) : together(rejected, kinds, height);
  const lanes = kinds.map(
    (_, at) => html`<line class="lane" x1="0" x2="100%" y1="${at * ROW}" y2="${at * ROW}"/>`,
  );
  const totals = kinds.map((kind) => {
    const with_ = rejected.filter(({ problems }) => problems.some((each) => each.kind === kind));
    return `${with_.length} for ${kind}`;
  });
  return plot({
    label: `${count(rejected.length, 'version')} turned down: ${totals.join(', ')}`,
    height: height + 26,
    names,
    body: [
      ...lanes,
      ...body,
      ...columnNames(
        rejected.map(({ version }) => version),
        height + 18,
      ),
    ],
  });
}

/** In two lines where it is long. */
function nameOf(kind: ProblemKind, y: number): Markup[] {
  const words = kind.split('-');
  if (kind.length <= 12 || words.length === 1) return [rowName(words.join(' '), y)];
  const half = Math.ceil(words.length / 2);
  return [
    rowName(words.slice(0, half).join(' '), y - 6, 'tight'),
    rowName(words.slice(half).join(' '), y + 6, 'tight'),
  ];
}

/** Each cell by itself, with what it says. */
function apart(rejected: readonly VersionFacts[], kinds: readonly ProblemKind[]): Markup[] {
  const width = 1 / rejected.length;
  return rejected.flatMap(({ version, problems }, column) =>
    kinds.flatMap((kind, row) => {
      const found = problems.filter((problem) => problem.kind === kind);
      if (found.length === 0) return [];
      return [
        html`<rect class="cell" x="${percent((column + 0.06) * width)}" width="${percent(0.88 * width)}" y="${pixels(row * ROW + 3)}" height="${ROW - 6}" rx="2"><title>${version}: ${found.map(titleOf).join(' ')}</title></rect>`,
      ];
    }),
  );
}

function titleOf(problem: Problem): string {
  const { title, expected, actual } = problemText(problem);
  const facts = [expected && `expected ${expected}`, actual && `found ${actual}`];
  return `${title}: ${facts.filter(Boolean).join('; ')}.`;
}

function together(
  rejected: readonly VersionFacts[],
  kinds: readonly ProblemKind[],
  height: number,
): Markup[] {
  const rows = kinds.map((kind) =>
    rejected.map(({ problems }) => problems.some((problem) => problem.kind === kind)),
  );
  return [grid(rejected.length, kinds.length, height, [cellsPath(rows, 'cell')])];
}

function reasonsTable(rejected: readonly VersionFacts[]): Markup {
  const rows = [...rejected].reverse().flatMap(rowsOf);
  const rest = rows.length - MOST_ROWS;
  return tableBelow({
    id: 'turned-down',
    caption: 'Why versions are turned down, the newest first',
    columns: [
      { name: 'Version' },
      { name: 'Reason' },
      { name: 'Expected' },
      { name: 'Found' },
      { name: 'What to do' },
    ],
    rows: rows.slice(0, MOST_ROWS),
    rest: rest > 0 ? `${rest} more reasons: model-registry explain shows all.` : null,
  });
}

function rowsOf({ version, problems }: VersionFacts): Row[] {
  return problems.map((problem, at) => {
    const { title, expected, actual, advice } = problemText(problem);
    const cells: Content[] = [version, reasonLink(problem.kind, title), expected, actual, advice];
    return { key: `${version} ${at}`, cells };
  });
}

/** To what the page says of that kind of problem. */
function reasonLink(kind: ProblemKind, text: string): Markup {
  return html`<a href="#about-${kind}">${text}</a>`;
}

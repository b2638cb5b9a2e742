import { type Facts, notDrawn, type VersionFacts } from '../facts/facts.js';
import type { Markup } from '../html/markup.js';
import { tableBelow } from '../html/table.js';
import { count, short } from '../html/values.js';
import { cellsPath, columnNames, grid } from '../svg/columns.js';
import { plot, rowName } from '../svg/plot.js';
import { legend, noteOn, nothing, noVersion, part } from './part.js';

/** Symbols that are drawn, and in the table, at most: the traded ones, then those of the most versions. */
const MOST_SYMBOLS = 40;
const MOST_ROWS = 500;
const LONGEST_NAME = 12;
const ROW = 20;

/** Which symbols which version was trained on. */
export function symbolsPart(facts: Facts): Markup {
  const { symbols: traded } = facts.snapshot.decision.requirements;
  const rows = rowsOf(facts.drawn, traded);
  const lead = 'Symbols that each version was trained on.';
  if (rows.length === 0) {
    const empty = nothing(
      `${noVersion(facts)} names its symbols.`,
      "Add trained_symbols to the model's config file: model-registry backfill.",
    );
    return part('symbols', 'Symbols', lead, [empty, noteOn(notDrawn(facts))]);
  }
  const hasTraded = traded.length > 0;
  const rest = rows.length - MOST_SYMBOLS;
  const keys = [
    ...(hasTraded ? [{ className: 'cell traded', name: 'traded (trading.symbols)' }] : []),
    ...(rows.some(({ isTraded }) => !isTraded)
      ? [{ className: 'cell other', name: 'not traded' }]
      : []),
  ];
  return part('symbols', 'Symbols', lead, [
    hasTraded ? legend(keys) : '',
    picture(rows, facts),
    noteOn(
      rest > 0 ? `${count(rest, 'more symbol')} ${rest === 1 ? 'is' : 'are'} not drawn.` : null,
      notDrawn(facts),
    ),
    symbolsTable(rows, facts),
  ]);
}

interface SymbolRow {
  readonly symbol: string;
  readonly isTraded: boolean;
  /** How many of the drawn versions have it. */
  readonly versions: number;
  readonly isInLive: boolean;
}

function rowsOf(drawn: readonly VersionFacts[], traded: readonly string[]): SymbolRow[] {
  const counts = new Map<string, number>(traded.map((symbol) => [symbol, 0]));
  for (const { symbols } of drawn) {
    for (const symbol of symbols) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  }
  const isTraded = new Set(traded);
  const live = new Set(drawn.find(({ standing }) => standing === 'live')?.symbols);
  return Array.from(counts, ([symbol, versions]) => ({
    symbol,
    versions,
    isTraded: isTraded.has(symbol),
    isInLive: live.has(symbol),
  })).sort((a, b) => Number(b.isTraded) - Number(a.isTraded) || b.versions - a.versions);
}

function picture(rows: readonly SymbolRow[], { drawn }: Facts): Markup {
  const shown = rows.slice(0, MOST_SYMBOLS);
  const has = drawn.map(({ symbols }) => new Set(symbols));
  const height = shown.length * ROW;
  const cells = (wanted: boolean) =>
    shown.map(({ symbol, isTraded }) =>
      has.map((symbols) => isTraded === wanted && symbols.has(symbol)),
    );
  const content = [cellsPath(cells(true), 'cell traded'), cellsPath(cells(false), 'cell other')];
  const traded = rows.filter(({ isTraded }) => isTraded);
  const inLive = traded.filter(({ isInLive }) => isInLive).length;
  return plot({
    label: `${count(rows.length, 'symbol')} in ${count(drawn.length, 'version')}${traded.length > 0 ? `: the live one has ${inLive} of ${traded.length} that are traded` : ''}`,
    height: height + 26,
    names: shown.map(({ symbol, isTraded }, at) =>
      rowName(short(symbol, LONGEST_NAME), (at + 0.5) * ROW, isTraded ? 'strong' : ''),
    ),
    body: [
      grid(drawn.length, shown.length, height, content),
      ...columnNames(
        drawn.map(({ version }) => version),
        height + 18,
      ),
    ],
  });
}

function symbolsTable(rows: readonly SymbolRow[], { drawn, live }: Facts): Markup {
  const rest = rows.length - MOST_ROWS;
  return tableBelow({
    id: 'symbol-versions',
    caption: 'Symbols, the traded ones first',
    columns: [
      { name: 'Symbol' },
      { name: 'Traded' },
      { name: 'In the live version' },
      { name: `Versions of ${drawn.length}`, isNumber: true },
    ],
    rows: rows.slice(0, MOST_ROWS).map(({ symbol, isTraded, isInLive, versions }, at) => ({
      key: `${at}`,
      cells: [
        short(symbol),
        isTraded ? 'yes' : 'no',
        live === null ? '—' : isInLive ? 'yes' : 'no',
        versions,
      ],
    })),
    rest: rest > 0 ? `${rest} more symbols are not in the table.` : null,
  });
}

import { type Content, html, type Markup } from './markup.js';

/** A column: its heading, and whether numbers stand in it, which are aligned on the right. */
export interface Column {
  readonly name: string;
  readonly isNumber?: true;
}

/** A row: a cell for each column. */
export interface Row {
  /** What tells it from every other row of its table; null where its first cell does. */
  readonly key: string | null;
  readonly cells: readonly Content[];
  /** Of what is live, which is set off. */
  readonly isLive?: boolean;
}

/** A table, and what it says. */
export interface Table {
  /** Unique in the page. */
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** What is not in it; left out where nothing is. */
  readonly rest?: string | null;
}

/**
 * A table with a row for each thing. End tags that HTML does not ask for are left out: the largest table has
 * a row for each of 10,000 versions.
 */
export function table({ id, caption, columns, rows, rest = null }: Table): Markup {
  const heads = columns.map(
    ({ name, isNumber }) => html`<th scope="col"${isNumber ? NUMBER : ''}>${name}`,
  );
  return html`${rows.length > FEW && searchBox(id, caption)}<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
<table id="${id}"><caption>${caption}</caption><thead><tr>${heads}</thead>
<tbody>${rows.map((row) => rowOf(row, columns))}</tbody></table></div>
${rest === null ? '' : html`<p class="note">${rest}</p>`}`;
}

/** So many rows are seen at a glance. */
const FEW = 8;

/** A script shows it, and searches. */
function searchBox(id: string, caption: string): Markup {
  return html`<div class="search" hidden><label>Search <input type="search" data-table="${id}" autocomplete="off" aria-label="Search: ${caption}"></label><output></output></div>`;
}

const NUMBER = html` class="n"`;
const LIVE = html` class="live"`;

function rowOf({ key, cells, isLive = false }: Row, columns: readonly Column[]): Markup {
  const [first, ...others] = cells;
  return html`<tr${key !== null && html` data-key="${key}"`}${isLive ? LIVE : ''}><th scope="row">${first ?? ''}${others.map(
    (cell, at) => html`<td${columns[at + 1]?.isNumber ? NUMBER : ''}>${cell}`,
  )}
`;
}

/** A table that shows when somebody asks for it, below its picture. */
export function tableBelow(content: Table): Markup {
  const rows = content.rows.length;
  return html`<details id="${content.id}-all"><summary>Table <span class="quiet">${rows} ${
    rows === 1 ? 'row' : 'rows'
  }</span></summary>
${table(content)}</details>`;
}

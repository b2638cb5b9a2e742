import { html, Markup } from '../html/markup.js';
import { percent, pixels } from './plot.js';

/** Columns that have a gap between them; more of them are drawn as one. */
const MOST_APART = 60;
/** Names below them, at most. */
const MOST_NAMES = 16;

/**
 * Cells that are set, as one path in a system where each column and each row is 1 wide.
 *
 * @param rows each with whether its cells are set
 */
export function cellsPath(rows: readonly (readonly boolean[])[], className: string): Markup {
  // As it is: a text would be cut.
  const path = new Markup(rows.map(rowPath).join(''));
  return html`<path class="${className}" d="${path}"/>`;
}

function rowPath(isSet: readonly boolean[], y: number): string {
  const gap = isSet.length > MOST_APART ? 0 : 0.12;
  let path = '';
  for (let at = 0; at < isSet.length; at += 1) {
    if (!isSet[at]) continue;
    let end = at + 1;
    // What is next to each other and has no gap is one.
    while (gap === 0 && isSet[end]) end += 1;
    path += `M${at + gap / 2} ${y + 0.1}h${Number((end - at - gap).toFixed(2))}v.8H${at + gap / 2}z`;
    at = end - 1;
  }
  return path;
}

/** A grid of such paths, stretched over the width. */
export function grid(
  columns: number,
  rows: number,
  height: number,
  content: readonly Markup[],
): Markup {
  return html`<svg width="100%" height="${pixels(height)}" viewBox="0 0 ${columns} ${rows}" preserveAspectRatio="none">${content}</svg>`;
}

/** Names of columns below a grid: of many, some. */
export function columnNames(names: readonly string[], y: number): Markup[] {
  const step = Math.ceil(names.length / MOST_NAMES);
  return names.flatMap((name, at) => {
    // Counted from the newest, whose name is always there.
    const place = names.length - 1 - at;
    if (place % step !== 0) return [];
    const share = (at + 0.5) / names.length;
    const isMinor = (place / step) % 2 === 1;
    return [
      html`<text class="${isMinor ? 'minor' : ''}" x="${percent(share)}" y="${pixels(y)}" text-anchor="middle">${name}</text>`,
    ];
  });
}

import { html, type Markup } from '../html/markup.js';

/** Pixels that the names at the left of a picture take. */
export const GUTTER = 110;

/** A picture: what it shows in words, and its two halves. */
export interface Plot {
  /** For who does not see it. */
  readonly label: string;
  /** Pixels. */
  readonly height: number;
  /** At the left, {@link GUTTER} pixels wide: names of rows or figures of an axis. */
  readonly names: readonly Markup[];
  /** The rest of the width: positions across it are shares in percent, so that text keeps its size. */
  readonly body: readonly Markup[];
}

/** SVG that fills the width that there is, with text of the same size everywhere. */
export function plot({ label, height, names, body }: Plot): Markup {
  return html`<div class="plot" role="img" aria-label="${label}">
<svg class="names" width="${GUTTER}" height="${height}" aria-hidden="true">${names}</svg>
<svg class="body" height="${height}" aria-hidden="true">${body}</svg></div>`;
}

/**
 * A share of the width, in percent to two decimals.
 *
 * @param share 0 to 1
 * @example percent(0.5) // '50%'
 */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}

/** A number of pixels, to a tenth. */
export function pixels(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** The name of a row, at the right end of the gutter. */
export function rowName(name: string, y: number, className = ''): Markup {
  return html`<text class="${className}" x="${GUTTER - 12}" y="${pixels(y)}" text-anchor="end" dominant-baseline="central">${name}</text>`;
}

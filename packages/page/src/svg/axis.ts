import type { Instant } from '@org/model-registry-core';
import { type ScaleLinear, scaleLinear, scaleUtc } from 'd3-scale';
import { html, type Markup } from '../html/markup.js';
import { percent, pixels } from './plot.js';

/** Where along the width, 0 to 1, something is. */
export type Across<Value> = (value: Value) => number;

/** An axis along the width: where things are, and its lines with their names below. */
export interface Axis<Value> {
  readonly across: Across<Value>;
  readonly lines: readonly Markup[];
}

/** Names of lines, at most. */
const MOST = 5;
const TEXT_BELOW = 18;

/**
 * An axis of time between two moments.
 *
 * @param height pixels, from the top to where the names begin
 */
export function timeAxis(from: Instant, to: Instant, height: number): Axis<Instant> {
  const day = 86_400_000;
  const [first, last] = [milliseconds(from), milliseconds(to)];
  const scale = scaleUtc()
    .domain(last - first < 1_000 ? [first - day / 2, last + day / 2] : [first, last])
    .range([0, 1]);
  const length = last - first;
  const ticks = thinned(scale.ticks(4)).map((tick) => ({
    share: scale(tick),
    name: nameOf(tick, length),
  }));
  return {
    across: (instant) => scale(milliseconds(instant)),
    lines: linesAt(ticks, height),
  };
}

function milliseconds(instant: Instant): number {
  return Number(instant / 1_000_000n);
}

function nameOf(tick: Date, length: number): string {
  const text = tick.toISOString();
  const days = length / 86_400_000;
  if (days > 1_500) return text.slice(0, 4);
  if (days > 100) return text.slice(0, 7);
  return days > 3 ? text.slice(5, 10) : text.slice(11, 16);
}

/** An axis of numbers, from the lowest to the highest. */
export function numberAxis(values: readonly number[], height: number): Axis<number> {
  const scale = scaleOf(values).range([0, 1]);
  const ticks = thinned(scale.ticks(4)).map((tick) => ({
    share: scale(tick),
    name: String(Number(tick.toPrecision(10))),
  }));
  return { across: (value) => clamped(scale(value)), lines: linesAt(ticks, height) };
}

/** Numbers up the height, from round to round figure: the scale gives pixels from the top. */
export function upwards(values: readonly number[], top: number, bottom: number) {
  return scaleOf(values).nice(4).range([bottom, top]);
}

function scaleOf(values: readonly number[]): ScaleLinear<number, number> {
  const known = values.filter(Number.isFinite);
  const lowest = known.reduce((a, b) => Math.min(a, b), known[0] ?? 0);
  const highest = known.reduce((a, b) => Math.max(a, b), known[0] ?? 1);
  // Of numbers that are all the same, and beyond what can be subtracted.
  const isFlat = !(highest - lowest > 0 && Number.isFinite(highest - lowest));
  const around = Math.max(Math.abs(lowest) / 10, 1e-9);
  return scaleLinear().domain(isFlat ? [lowest - around, lowest + around] : [lowest, highest]);
}

function clamped(share: number): number {
  return Math.min(Math.max(share, 0), 1);
}

function thinned<Tick>(ticks: readonly Tick[]): readonly Tick[] {
  const step = Math.ceil(ticks.length / MOST);
  return ticks.filter((_, at) => at % step === 0);
}

interface Line {
  readonly share: number;
  readonly name: string;
}

/** Names at the edges stay inside; every second one goes where there is little room. */
function linesAt(lines: readonly Line[], height: number): Markup[] {
  return lines.map(({ share, name }, at) => {
    const anchor = share < 0.04 ? 'start' : share > 0.96 ? 'end' : 'middle';
    return html`<line class="grid" x1="${percent(share)}" x2="${percent(share)}" y1="0" y2="${pixels(height)}"/><text class="${
      at % 2 === 1 ? 'minor' : ''
    }" x="${percent(share)}" y="${pixels(height + TEXT_BELOW)}" text-anchor="${anchor}">${name}</text>`;
  });
}

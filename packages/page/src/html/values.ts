import { DAY, escapeText, figureText, formatInstant, type Instant } from '@org/model-registry-core';
import { html, type Markup } from './markup.js';

/** Points of a score, which may be beyond the largest number. */
export function points(value: number): string {
  return Number.isFinite(value) ? figureText(value) : 'too large';
}

/** A number with its sign, for a difference. */
export function difference(value: number): string {
  return `${value < 0 ? '\u2212' : '+'}${figureText(Math.abs(value))}`;
}

/**
 * So many of something.
 *
 * @example count(2, 'version') // '2 versions'
 */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** With a capital at its beginning. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Text of a file, cut to what a cell has room for. */
export function short(text: string, longest = 40): string {
  return escapeText(text, longest);
}

/**
 * A moment to the minute, in UTC, with the exact one for programs.
 *
 * @example moment(now).text // '<time datetime="2026-01-31T12:00:00.000Z">2026-01-31 12:00</time>'
 */
export function moment(instant: Instant): Markup {
  const exact = formatInstant(instant);
  return html`<time datetime="${exact}">${exact.slice(0, 16).replace('T', ' ')}</time>`;
}

/** Days of 24 hours from one moment to another; negative where it lies before. */
export function daysBetween(from: Instant, to: Instant): number {
  return Number(to - from) / Number(DAY);
}

/**
 * A time in words, of two parts at most.
 *
 * @param days of 24 hours, not negative
 * @example span(1.5) // '36 hours'
 */
export function span(days: number): string {
  if (days >= 2) return count(Math.floor(days), 'day');
  const hours = days * 24;
  if (hours >= 2) return count(Math.floor(hours), 'hour');
  const minutes = Math.floor(hours * 60);
  return minutes < 1 ? 'less than a minute' : count(minutes, 'minute');
}

/**
 * How far a moment is from now.
 *
 * @example distance(yesterday, now) // '24 hours ago'
 */
export function distance(instant: Instant, now: Instant): string {
  return instant > now
    ? `in ${span(daysBetween(now, instant))}`
    : `${span(daysBetween(instant, now))} ago`;
}

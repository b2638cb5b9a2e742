import { own, parseMetadata } from '../models/metadata.js';
import type { MetadataUnreadable } from '../models/problem.js';
import { isMap } from '../text/is-map.js';
import { type Members, setMembers } from '../text/set-members.js';
import {
  formatInstant,
  type Instant,
  nanosecondsOf,
  parseTimestamp,
  plus,
} from '../text/timestamp.js';

/** The symbols that wait, each once, and since when, as far as that can be read. */
export interface QueuedSymbols {
  readonly symbols: readonly string[];
  readonly queuedAt: ReadonlyMap<string, Instant>;
}

/** What a queue file says, or why it says nothing. */
export type ParsedQueue =
  | ({ readonly ok: true } & QueuedSymbols)
  | { readonly ok: false; readonly reason: MetadataUnreadable['reason'] | 'wrong-types' };

/**
 * Reads a training queue's text: `{"queued_symbols": […], "queued_at": {…}}`.
 *
 * @example parseQueue('{"queued_symbols": ["A"]}') // { ok: true, symbols: ['A'], queuedAt: new Map() }
 */
export function parseQueue(text: string): ParsedQueue {
  const parsed = parseMetadata(text);
  if ('problem' in parsed) return { ok: false, reason: parsed.problem.reason };
  const symbols = own(parsed.metadata, 'queued_symbols') ?? [];
  const isList =
    Array.isArray(symbols) &&
    symbols.every((symbol): symbol is string => typeof symbol === 'string');
  if (!isList) return { ok: false, reason: 'wrong-types' };
  const queuedAt = timesIn(own(parsed.metadata, 'queued_at'));
  return { ok: true, symbols: [...new Set(symbols)], queuedAt };
}

function timesIn(times: unknown): ReadonlyMap<string, Instant> {
  if (!isMap(times)) return new Map();
  const read = Object.entries(times).flatMap(([symbol, text]) => {
    const time = typeof text === 'string' ? parseTimestamp(text) : null;
    return time === null ? [] : [[symbol, time] as const];
  });
  return new Map(read);
}

/** A symbol that waits although promoted models were to have it. */
export interface LeftOut {
  /** How many of them left it out, at least 1. */
  readonly count: number;
  /** When the last one was promoted. */
  readonly at: Instant;
  /** Since when it was queued then, by the file of the queue; null where that does not say. */
  readonly queuedAt: Instant | null;
}

/**
 * From when on a queued symbol makes a training due: at once, unless a promoted model left it out. Then
 * it waits until that promotion is as long ago as a model may get old, or until it is queued anew: what a
 * trainer did not learn today it will not learn tomorrow.
 *
 * A promotion further ahead than that age was written with another clock, and delays nothing. The entry
 * that was there at the promotion is not a new one, even if its time is later: bots write local times.
 *
 * @param left null where none left it out
 * @param queuedAt since when it is queued; undefined where the file does not say
 * @returns now, or later
 * @example symbolDueAt(null, undefined, 30, now) // now
 */
export function symbolDueAt(
  left: LeftOut | null,
  queuedAt: Instant | undefined,
  frequencyDays: number,
  now: Instant,
): Instant {
  if (left === null || isQueuedAnew(left, queuedAt)) return now;
  const wait = nanosecondsOf(frequencyDays);
  const until = plus(left.at, wait);
  return until > now && left.at - now <= wait ? until : now;
}

/** A state remembers milliseconds. */
function isQueuedAnew(left: LeftOut, queuedAt: Instant | undefined): boolean {
  if (queuedAt === undefined || queuedAt <= left.at) return false;
  return left.queuedAt === null || formatInstant(queuedAt) !== formatInstant(left.queuedAt);
}

/**
 * The queue's text without these symbols; all that is not theirs stays. Times that are no strings
 * are left alone altogether, as they could not be written back as they were.
 *
 * @param text that {@link parseQueue} reads
 * @example removeFromQueue('{"queued_symbols": ["A", "B"]}', ['A']) // '{"queued_symbols": ["B"]}'
 */
export function removeFromQueue(text: string, symbols: readonly string[]): string {
  const parsed = parseMetadata(text);
  const queue = parseQueue(text);
  if ('problem' in parsed || !queue.ok) return text;
  const gone = new Set(symbols);
  const left = queue.symbols.filter((symbol) => !gone.has(symbol));
  if (left.length === queue.symbols.length) return text;
  const times = own(parsed.metadata, 'queued_at');
  return setMembers(text, { queued_symbols: left, ...timesWithout(gone, times) });
}

function timesWithout(gone: ReadonlySet<string>, times: unknown): Members {
  if (!isMap(times)) return {};
  const entries = Object.entries(times);
  if (!entries.every(([, time]) => typeof time === 'string')) return {};
  return { queued_at: Object.fromEntries(entries.filter(([symbol]) => !gone.has(symbol))) };
}

/** With a hyphen in front it would be an option to the command. */
const PLAIN = /^[A-Za-z0-9._:/][A-Za-z0-9._:/-]{0,39}$/;

/**
 * The symbols that a new model is to have: those of the model that it replaces and those that wait,
 * in this order and each once, so that it is never narrower.
 *
 * @returns `unfit` are those that must not stand in a command line
 * @example planSymbols(['BTCUSDT'], ['ETHUSDT', 'BTCUSDT']).symbols // ['BTCUSDT', 'ETHUSDT']
 */
export function planSymbols(
  present: readonly string[],
  queued: readonly string[],
): { readonly symbols: readonly string[]; readonly unfit: readonly string[] } {
  const all = [...new Set([...present, ...queued])];
  return {
    symbols: all.filter((symbol) => PLAIN.test(symbol)),
    unfit: all.filter((symbol) => !PLAIN.test(symbol)),
  };
}

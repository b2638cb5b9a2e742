import { own, parseMetadata } from '../models/metadata.js';
import type { MetadataUnreadable } from '../models/problem.js';
import { type Members, setMembers } from '../text/set-members.js';

/** What a queue file says: the symbols that wait, each once, or why it says nothing. */
export type ParsedQueue =
  | { readonly ok: true; readonly symbols: readonly string[] }
  | { readonly ok: false; readonly reason: MetadataUnreadable['reason'] | 'wrong-types' };

/**
 * Reads a training queue's text: `{"queued_symbols": […], "queued_at": {…}}`.
 *
 * @example parseQueue('{"queued_symbols": ["BTCUSDT"]}') // { ok: true, symbols: ['BTCUSDT'] }
 */
export function parseQueue(text: string): ParsedQueue {
  const parsed = parseMetadata(text);
  if ('problem' in parsed) return { ok: false, reason: parsed.problem.reason };
  const symbols = own(parsed.metadata, 'queued_symbols') ?? [];
  const isList =
    Array.isArray(symbols) &&
    symbols.every((symbol): symbol is string => typeof symbol === 'string');
  return isList
    ? { ok: true, symbols: [...new Set(symbols)] }
    : { ok: false, reason: 'wrong-types' };
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
  if (typeof times !== 'object' || times === null || Array.isArray(times)) return {};
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

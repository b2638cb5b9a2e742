import type { Requirements } from '../config/parse-config.js';
import { readAnyVersion } from '../models/version.js';
import { isMap } from '../text/is-map.js';
import { formatInstant, type Instant, parseTimestamp } from '../text/timestamp.js';

/** What a model has to do while it is live: `model.selection.live`. */
export type LivePolicy = NonNullable<Requirements['live']>;

/** How a version did in one metric, by its last results. */
export interface Standing {
  readonly metric: string;
  /** The lowest mean allowed, inclusive. */
  readonly expected: number;
  /** The mean of the last results. */
  readonly actual: number;
  /** Results since the first, or since it was forgiven. */
  readonly samples: number;
}

/** What somebody recorded of a version: a line of `.registry/results.jsonl`. */
export type LiveRecord =
  /** What it did while it was live. */
  | {
      readonly event: 'result';
      readonly version: string;
      readonly at: Instant;
      readonly metrics: Readonly<Record<string, number>>;
    }
  /** It was turned down, and stays so until it is forgiven, whatever the config says by then. */
  | {
      readonly event: 'turned-down';
      readonly version: string;
      readonly at: Instant;
      readonly standing: Standing;
    }
  | { readonly event: 'forgiven'; readonly version: string; readonly at: Instant };

/** Metrics of one result, at most, and characters of a metric's name. */
export const MOST_METRICS = 64;
const LONGEST_NAME = 100;
/** A number beyond it, either way, is refused as a result, so that a mean stays finite. */
export const LARGEST_RESULT = 1e15;

/**
 * Whether a number may be recorded of a model.
 *
 * @example isResult(Number.NaN) // false
 */
export function isResult(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= LARGEST_RESULT;
}

/**
 * Whether a metric may have this name.
 *
 * @example isMetricName('win_rate') // true
 */
export function isMetricName(name: string): boolean {
  return /^[^\p{Cc}\p{Cs}]+$/u.test(name) && name.length <= LONGEST_NAME;
}

/**
 * Reads the value of a line of `.registry/results.jsonl`; unknown keys are dropped.
 *
 * @returns null for what is none
 * @example parseLiveRecord({ event: 'forgiven', version: '1.4', at: '2026-01-31' })?.version // '1.4'
 */
export function parseLiveRecord(value: unknown): LiveRecord | null {
  if (!isMap(value)) return null;
  const { event, version, at: time } = value;
  const at = typeof time === 'string' ? parseTimestamp(time) : null;
  if (typeof version !== 'string' || readAnyVersion(version) === null || at === null) return null;
  switch (event) {
    case 'forgiven':
      return { event, version, at };
    case 'turned-down': {
      const { metric, expected, actual, samples } = value;
      const isWhole =
        typeof metric === 'string' && [expected, actual, samples].every((each) => isResult(each));
      if (!isWhole || !isMetricName(metric)) return null;
      const standing = { metric, expected, actual, samples } as Standing;
      return { event, version, at, standing };
    }
    case 'result': {
      const { metrics } = value;
      if (!isMap(metrics)) return null;
      const entries = Object.entries(metrics);
      const areFew = entries.length > 0 && entries.length <= MOST_METRICS;
      const areResults = entries.every(([name, figure]) => isMetricName(name) && isResult(figure));
      if (!areFew || !areResults) return null;
      return { event, version, at, metrics: metrics as Readonly<Record<string, number>> };
    }
    default:
      return null;
  }
}

/** The value of a line of `.registry/results.jsonl`; {@link parseLiveRecord} reads it. */
export function liveRecordDocument(record: LiveRecord): Record<string, unknown> {
  const { event, version, at } = record;
  const common = { event, version, at: formatInstant(at) };
  if (record.event === 'result') return { ...common, metrics: record.metrics };
  return record.event === 'turned-down' ? { ...common, ...record.standing } : common;
}

/** What the records say of one version. */
export interface LiveHistory {
  /** Why it is turned down; null where it is not. */
  readonly turnedDown: Standing | null;
  /** Whether that was recorded: then it stays so whatever the config says. */
  readonly isMarked: boolean;
  /** How it does now, in each metric that is asked for and recorded. */
  readonly standings: readonly Standing[];
}

/**
 * Goes through the records in their order. A version is turned down from the result on with which the mean
 * of its last `window` results is below a `min`, after at least `min_samples`; and stays so, however it does
 * then, until it is forgiven: from there it begins anew. So what is turned down never comes back by
 * itself, and nothing that comes later can hide it.
 *
 * @param policy null turns down only what was recorded as turned down
 * @returns by version; those without a record are not in there
 * @example liveHistories(records, config.requirements.live).get('1.4')?.turnedDown
 */
export function liveHistories(
  records: Iterable<LiveRecord>,
  policy: LivePolicy | null,
): ReadonlyMap<string, LiveHistory> {
  const histories = new Map<string, VersionHistory>();
  for (const record of records) {
    const { version } = record;
    const known = histories.get(version);
    if (record.event === 'forgiven' || known === undefined) {
      histories.set(version, newHistory(policy));
    }
    const history = histories.get(version) as VersionHistory;
    if (record.event === 'result') addResult(history, record.metrics);
    if (record.event === 'turned-down') {
      history.turnedDown = record.standing;
      history.isMarked = true;
    }
  }
  return new Map(
    Array.from(histories, ([version, { turnedDown, isMarked, tracks }]) => [
      version,
      { turnedDown, isMarked, standings: tracks.flatMap((track) => standingOf(track) ?? []) },
    ]),
  );
}

interface VersionHistory {
  turnedDown: Standing | null;
  isMarked: boolean;
  readonly tracks: readonly Track[];
}

/** One metric of one version. */
interface Track {
  readonly metric: string;
  readonly expected: number;
  readonly minSamples: number;
  readonly window: number;
  /** The last ones, at most as many as the window is wide. */
  readonly last: number[];
  samples: number;
}

function newHistory(policy: LivePolicy | null): VersionHistory {
  return { turnedDown: null, isMarked: false, tracks: policy ? newTracks(policy) : [] };
}

function newTracks({ min, minSamples, window }: LivePolicy): Track[] {
  return Object.entries(min).map(([metric, expected]) => ({
    ...{ metric, expected, minSamples, window },
    ...{ last: [], samples: 0 },
  }));
}

function addResult(history: VersionHistory, metrics: Readonly<Record<string, number>>): void {
  for (const track of history.tracks) {
    const value = Object.hasOwn(metrics, track.metric) ? metrics[track.metric] : undefined;
    if (value === undefined) continue;
    track.samples += 1;
    track.last.push(value);
    if (track.last.length > track.window) track.last.shift();
    const standing = standingOf(track);
    if (standing && track.samples >= track.minSamples && isBelow(standing)) {
      history.turnedDown ??= standing;
    }
  }
}

function standingOf({ metric, expected, last, samples }: Track): Standing | null {
  return samples === 0 ? null : { metric, expected, actual: meanOf(last), samples };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Ten times 0.4 are 3.9999999999999996 together: what only rounding puts below is not. */
function isBelow({ expected, actual }: Standing): boolean {
  return expected - actual > 1e-9 * Math.max(1, Math.abs(expected));
}

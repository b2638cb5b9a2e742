import {
  type Decision,
  figureBelow,
  type Instant,
  instantOf,
  type LiveHistory,
  type LiveRecord,
  liveHistories,
  type ResultsUnreadable,
  type Standing,
  selectedVersion,
} from '@org/model-registry-core';
import { readResults, takenVersions } from '@org/model-registry-fs-scanner';
import { decide, type Situation } from '@org/model-registry-selector';
import { StoreRefusal } from '../errors.js';
import type { StoreLock } from '../locks/held.js';
import { withStoreLock } from '../locks/registry-locks.js';
import { appendResults, shortenResults } from '../records/live-results.js';
import { recordChange } from '../records/record-change.js';
import { selectedNow, type WriteOptions } from './pin-version.js';
import { unknownVersion } from './unknown-version.js';

/** What a version did while it was live. */
export interface ResultToRecord {
  readonly version: string;
  /** Figures by their names; each fulfils `isResult`, each name `isMetricName`. At least one. */
  readonly metrics: Readonly<Record<string, number>>;
  /** When it did that. */
  readonly at: Instant;
}

/** What a result did. */
export interface RecordOutcome {
  /** How the version does; null where the config does not ask, and where nobody knows. */
  readonly history: LiveHistory | null;
  /** What this changed; null where it turned nothing down. */
  readonly turnedDown: TurningDown | null;
  /** Why live results turn down no version; null where they can be used. */
  readonly damage: ResultsUnreadable | null;
}

/** That a version is turned down from now on. */
export interface TurningDown {
  readonly version: string;
  readonly standing: Standing;
  /** What was selected before; null where nothing was. */
  readonly previousVersion: string | null;
  /** The decision after it. */
  readonly decision: Decision;
}

/**
 * Records what a version did while it was live. Where that turns it down, by `model.selection.live`, the
 * journal says so, and it stays turned down until it is forgiven or pinned.
 *
 * @throws UnknownVersionError where no file of the version exists anywhere; BusyError; Error for failing IO
 * @example await recordResult(situation, { version: '1.4', metrics: { win_rate: 0.31 }, at }, { waitSeconds: 10 })
 */
export function recordResult(
  situation: Situation,
  { version, metrics, at: happenedAt }: ResultToRecord,
  { waitSeconds, at = instantOf(new Date()) }: WriteOptions,
): Promise<RecordOutcome> {
  const { registry, config } = situation;
  const policy = config.requirements.live;
  if (!takenVersions(registry).has(version)) throw unknownVersion(registry, version);
  return withStoreLock(registry, { waitSeconds, purpose: 'record' }, async (store) => {
    const record: LiveRecord = { event: 'result', version, at: happenedAt, metrics };
    const { records, damage } = readResults(store.registry);
    const isAsked = policy !== null && damage === null;
    const histories = isAsked ? liveHistories([...records, record], policy) : new Map();
    // Also what a run that was killed did not come to mark.
    const unmarked = Array.from(histories as ReadonlyMap<string, LiveHistory>).flatMap(
      ([name, { turnedDown, isMarked }]) =>
        turnedDown && !isMarked ? [{ version: name, standing: turnedDown }] : [],
    );
    // A pin that cannot be read must not lose the result.
    const before = unmarked.length > 0 ? await selectedNow(situation) : null;
    appendResults(store, [record]);
    let turnedDown: TurningDown | null = null;
    for (const each of unmarked) {
      const decision = await mark(store, situation, at, each, before);
      turnedDown = { ...each, previousVersion: before, decision };
    }
    shortenResults(store, policy);
    return { history: histories.get(version) ?? null, turnedDown, damage };
  });
}

/** First the journal: what is marked was written there. */
async function mark(
  store: StoreLock,
  situation: Situation,
  at: Instant,
  { version, standing }: Pick<TurningDown, 'version' | 'standing'>,
  previousVersion: string | null,
): Promise<Decision> {
  const { metric, expected, actual, samples } = standing;
  const reason = `live results: the mean of ${metric} was ${figureBelow(actual, expected)}, below ${expected}, after ${samples}`;
  const change = { situation, at, reason, previousVersion };
  const decision = await recordChange(store, 'turned-down', version, change);
  appendResults(store, [{ event: 'turned-down', version, at, standing }]);
  return decision;
}

/** What became of a {@link forgiveVersion}; `none` where the version was not turned down. */
export interface ForgiveOutcome {
  readonly action: 'forgiven' | 'none';
  /** What was selected before; null where nothing was. */
  readonly previousVersion: string | null;
  readonly decision: Decision;
}

/**
 * Forgives a version that was turned down for its live results: it begins anew, and may be selected.
 *
 * @throws StoreRefusal where the live results cannot be used
 * @throws UnknownVersionError where it was not, and no file of the version exists anywhere
 * @throws BusyError where another process holds the lock for longer than the wait; Error for failing IO
 * @example (await forgiveVersion(situation, '1.4', { waitSeconds: 10 })).action // 'forgiven'
 */
export function forgiveVersion(
  situation: Situation,
  version: string,
  { waitSeconds, at = instantOf(new Date()) }: WriteOptions,
): Promise<ForgiveOutcome> {
  const { registry, config } = situation;
  return withStoreLock(registry, { waitSeconds, purpose: 'forgive' }, async (store) => {
    const before = await decide(situation);
    const previousVersion = selectedVersion(before);
    const { records, damage } = readResults(store.registry);
    if (damage !== null) {
      throw new StoreRefusal(
        `live results ${damage.file} cannot be used (${damage.detail}), so that nobody knows whether version ${version} is turned down: correct or remove the file first (model-registry doctor); nothing was changed`,
      );
    }
    const history = liveHistories(records, config.requirements.live).get(version);
    if (!history?.turnedDown) {
      if (!takenVersions(registry).has(version)) throw unknownVersion(registry, version);
      return { action: 'none', previousVersion, decision: before };
    }
    appendResults(store, [{ event: 'forgiven', version, at }]);
    const change = { situation, at, reason: 'forgive', previousVersion };
    const decision = await recordChange(store, 'forgiven', version, change);
    return { action: 'forgiven', previousVersion, decision };
  });
}

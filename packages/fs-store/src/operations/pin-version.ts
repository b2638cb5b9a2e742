import {
  type Decision,
  type Instant,
  instantOf,
  leftWithoutModel,
  liveBefore,
  type PinEffect,
  type Problem,
  selectedVersion,
} from '@org/model-registry-core';
import { PinError } from '@org/model-registry-fs-scanner';
import { decide, type Situation } from '@org/model-registry-selector';
import { StoreRefusal } from '../errors.js';
import { withStoreLock } from '../locks/registry-locks.js';
import { readJournal } from '../records/journal.js';
import { removePin, writePin } from '../records/pin.js';
import { type AlsoConfig, effectsOnOthers, otherConfigs } from './other-configs.js';
import { unknownVersion } from './unknown-version.js';

/** How an operation waits, and when it is said to be made. */
export interface WriteOptions {
  /** Seconds to wait for the store lock; 0 does not wait. */
  readonly waitSeconds: number;
  /** The time for the journal; now where it is left out. */
  readonly at?: Instant;
}

/** How a version is pinned. */
export interface PinOptions extends WriteOptions {
  /** Pin it although it could not be selected. */
  readonly force: boolean;
  /** Pin it only for the config that the registry is used with. */
  readonly forConfig?: boolean;
  /** Configs to reckon with beside those that are recorded. */
  readonly alsoConfigs?: readonly AlsoConfig[];
}

/** What became of a pin. */
export type PinOutcome =
  | {
      readonly action: 'pinned';
      readonly version: string;
      /** Why it could not be selected; it was pinned by force then. */
      readonly problems: readonly Problem[];
      /** What was selected before; null where nothing was, or it is not known. */
      readonly previousVersion: string | null;
      readonly decision: Decision;
    }
  | {
      readonly action: 'refused';
      readonly version: string;
      /** Why it could not be selected; may be empty where other configs stand against it. */
      readonly problems: readonly Problem[];
      /** The other configs that would have no model any more. */
      readonly others: readonly PinEffect[];
    };

/**
 * Pins a version, if it may be selected then, and leaves no other config without a model. What is refused is refused before anything is written;
 * the rest is decided again under the store lock.
 *
 * @throws UnknownVersionError where there is no such version
 * @throws BusyError where another process holds the lock for longer than the wait; Error for failing IO
 * @example (await pinVersion(situation, '1.4', { force: false, waitSeconds: 10 })).action // 'pinned'
 */
export function pinVersion(
  situation: Situation,
  version: string,
  options: PinOptions,
): Promise<PinOutcome> {
  return pin(situation, 'pin', () => version, options);
}

/**
 * Pins the version that was live before the one that is selected now, as the journal tells.
 *
 * @throws StoreRefusal where the journal names none; what {@link pinVersion} throws
 * @example await rollBack(situation, { force: false, waitSeconds: 10 })
 */
export function rollBack(situation: Situation, options: PinOptions): Promise<PinOutcome> {
  const choose = (selected: string | null) => {
    const { entries, skipped, unreadBytes } = readJournal(situation.registry);
    const version = liveBefore(entries, selected);
    if (version !== null) return version;
    const current = selected === null ? 'now' : selected;
    const unread = unreadBytes > 0 ? ' (only the end of the journal was read, it is too long)' : '';
    const broken = skipped > 0 ? ` (${skipped} lines of the journal cannot be read)` : '';
    throw new StoreRefusal(
      `no version is known that was live before ${current}${unread}${broken}: use pin VERSION`,
    );
  };
  return pin(situation, 'rollback', choose, options);
}

async function pin(
  situation: Situation,
  reason: 'pin' | 'rollback',
  choose: (selected: string | null) => string,
  options: PinOptions,
): Promise<PinOutcome> {
  const { force, forConfig = false, alsoConfigs = [], at = instantOf(new Date()) } = options;
  const judge = async () => {
    const previousVersion = await selectedNow(situation);
    const version = choose(previousVersion);
    const problems = await reasonsAgainst(situation, version);
    const isForAll = !forConfig && !force;
    const effects = isForAll
      ? await effectsOnOthers(otherConfigs(situation, alsoConfigs), version)
      : [];
    const others = leftWithoutModel(effects);
    const isRefused = !force && (problems.length > 0 || others.length > 0);
    return { previousVersion, version, problems, others, isRefused };
  };
  const { version, problems, others, isRefused } = await judge();
  if (isRefused) return { action: 'refused', version, problems, others };
  const lock = { waitSeconds: options.waitSeconds, purpose: reason };
  return withStoreLock(situation.registry, lock, async (store) => {
    const { previousVersion, version, problems, others, isRefused } = await judge();
    if (isRefused) return { action: 'refused', version, problems, others };
    const change = { situation, at, reason, previousVersion };
    const decision = await writePin(store, version, change, forConfig);
    return { action: 'pinned', version, problems, previousVersion, decision };
  });
}

/** What became of an {@link unpin}; `none` where there was no pin made by command. */
export interface UnpinOutcome {
  readonly action: 'unpinned' | 'none';
  /** What was selected before; null where nothing was, or it is not known. */
  readonly previousVersion: string | null;
  readonly decision: Decision;
}

/**
 * Removes the pin that was made by command, also one that cannot be read.
 *
 * @throws BusyError where another process holds the lock for longer than the wait; Error for failing IO
 * @example await unpin(situation, { waitSeconds: 10 })
 */
export function unpin(
  situation: Situation,
  { waitSeconds, at = instantOf(new Date()) }: WriteOptions,
): Promise<UnpinOutcome> {
  const options = { waitSeconds, purpose: 'unpin' };
  return withStoreLock(situation.registry, options, async (store) => {
    const previousVersion = await selectedNow(situation);
    const removed = await removePin(store, { situation, at, reason: 'unpin', previousVersion });
    if (removed) return { action: 'unpinned', previousVersion, decision: removed };
    return { action: 'none', previousVersion, decision: await decide(situation) };
  });
}

/** Null also where it is not known, as the pin cannot be read. */
export async function selectedNow(situation: Situation): Promise<string | null> {
  try {
    return selectedVersion(await decide(situation));
  } catch (error) {
    if (error instanceof PinError) return null;
    throw error;
  }
}

/** The same decision as any other with that pin, verification included. */
async function reasonsAgainst(situation: Situation, version: string): Promise<readonly Problem[]> {
  const { config, registry } = situation;
  const requirements = { ...config.requirements, pin: config.requirements.pin ?? version };
  const { selection } = await decide({ ...situation, config: { ...config, requirements } });
  const rejection = selection.rejected.find(({ model }) => model.version === version);
  if (rejection) return rejection.problems;
  if (selection.ranked.some(({ model }) => model.version === version)) return [];
  throw unknownVersion(registry, version);
}

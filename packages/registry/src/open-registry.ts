import {
  type Choice,
  type CompleteModel,
  type Decision,
  type DiscoveredModel,
  historyAt,
  instantOf,
  type JournalEntry,
  type PastState,
  type PruneStep,
  remarksOnPin,
  remarkText,
  type WatchReason,
  warningsOnKeys,
  warningsOnUnread,
} from '@org/model-registry-core';
import { DEFAULT_CONFIG, scanRegistry } from '@org/model-registry-fs-scanner';
import {
  type PinOutcome,
  pinVersion,
  planPruning,
  pruneVersions,
  type RestoreOutcome,
  readJournal,
  restoreVersion,
  rollBack,
  type UnpinOutcome,
  unpin,
  WAIT_SECONDS,
} from '@org/model-registry-fs-store';
import { decideAsReader, type Situation, watchSelection } from '@org/model-registry-selector';
import { type PublishOutcome, publishFolder } from '@org/model-registry-training-gate';
import { type OpenOptions, situationOf, type Time } from './situation.js';
import { type TrainOptions, type TrainOutcome, trainModel } from './train-model.js';

/** For everything that is decided as of a moment; now where it is left out. */
export interface AsOf {
  readonly asOf?: Time;
}

/** For everything that writes. */
interface WriteOptions {
  /** Seconds to wait for a lock that another process holds, 0 or more; 10 where it is left out. */
  readonly waitSeconds?: number;
}

/** What a watch gives: the model to use from now on, and why it is another one. */
export interface WatchedSelection {
  /** Null where no model may be loaded. */
  readonly selected: CompleteModel | null;
  readonly reason: WatchReason;
}

/** A models directory, and what a program asks of its models. */
export interface ModelRegistry {
  /** Every version in the models directory, in ascending order. */
  list(): Promise<readonly DiscoveredModel[]>;
  /**
   * The model that may be loaded, verified; null where there is none. A pin that this user may not read
   * counts as none, with a warning of the process.
   */
  select(options?: AsOf): Promise<CompleteModel | null>;
  /** The whole decision: ranked versions with their scores, rejected ones with every problem. */
  explain(options?: AsOf): Promise<Decision>;
  /**
   * Only this version may be selected from now on. A version that could not be selected is refused,
   * unless `force` is set, and so is one that leaves another config of this directory without a model,
   * unless it is pinned only for this config file (`forConfig`).
   */
  pin(
    version: string,
    options?: WriteOptions & { readonly force?: boolean; readonly forConfig?: boolean },
  ): Promise<PinOutcome>;
  /** Removes the pin that `pin` or `rollback` made; one in the config stays. */
  unpin(options?: WriteOptions): Promise<UnpinOutcome>;
  /** Pins the version that was live before the one that is selected now. */
  rollback(options?: WriteOptions & { readonly force?: boolean }): Promise<PinOutcome>;
  /** Moves old versions to `archive/`, all but the `keep` newest and those that are needed. */
  prune(
    options: WriteOptions & { readonly keep: number; readonly dryRun?: boolean },
  ): Promise<readonly PruneStep[]>;
  /**
   * Brings a version back from `archive/`, and replaces nothing. It may be selected then.
   *
   * @throws UnknownVersionError where it is not there; VersionTakenError where files of it exist
   */
  restore(version: string, options?: WriteOptions): Promise<RestoreOutcome>;
  /** What was published, pinned, archived, oldest first. */
  history(): Promise<readonly JournalEntry[]>;
  /** What was selected and pinned at a moment, inclusive, as the journal tells. */
  historyAt(time: Time): Promise<PastState>;
  /**
   * Publishes the files of a version that were made elsewhere. The folder stays as it is, unless a
   * training left it in staging: then it is removed. `restamp` writes the version into the metadata, and
   * keeps what they name as `version` under `version_before`.
   *
   * @throws VersionTakenError where files of the version exist already
   */
  publish(
    folder: string,
    options?: WriteOptions & { readonly version?: string; readonly restamp?: boolean },
  ): Promise<PublishOutcome>;
  /** Runs a training command and publishes what it made, unless a compatible model is there. */
  train(options: TrainOptions): Promise<TrainOutcome>;
  /**
   * Gives the selection now and at each change of it, verified, until the signal is aborted.
   * `onError` is told of a look that failed, such as a config file that is half written: the selection
   * stays as it was then.
   */
  watch(options?: {
    readonly signal?: AbortSignal;
    readonly onError?: (error: Error) => void;
  }): AsyncGenerator<WatchedSelection>;
}

/**
 * Opens a models directory, for programs in TypeScript or JavaScript. The config is read at once, so
 * that a mistake in it shows here; nothing is kept open.
 *
 * @throws ConfigError where the config cannot be used, or its file is not there; its message names the
 *   file, each key and what is allowed
 * @example
 * const registry = openRegistry({ config: 'config/config.yaml' });
 * const model = await registry.select();
 * console.log(model?.modelPath ?? 'no model may be loaded');
 */
export function openRegistry(options: OpenOptions = {}): ModelRegistry {
  const { config } = options;
  const { misplacedKeys } = situationOf(options).config;
  const named = typeof config === 'object' ? 'config' : (config ?? DEFAULT_CONFIG);
  for (const { warning } of warningsOnKeys(misplacedKeys, named)) process.emitWarning(warning);
  const situation = (asOf?: Time) => situationOf(options, asOf);
  return {
    async list() {
      return scanRegistry(situation().registry).models;
    },
    async select({ asOf } = {}) {
      return chosenBy(await decideAloud(situation(asOf)));
    },
    async explain({ asOf } = {}) {
      return decideAloud(situation(asOf));
    },
    async pin(version, { force = false, forConfig = false, waitSeconds = WAIT_SECONDS } = {}) {
      return pinVersion(situation(), version, { force, forConfig, waitSeconds });
    },
    async unpin({ waitSeconds = WAIT_SECONDS } = {}) {
      return unpin(situation(), { waitSeconds });
    },
    async rollback({ force = false, waitSeconds = WAIT_SECONDS } = {}) {
      return rollBack(situation(), { force, waitSeconds });
    },
    async prune({ keep, dryRun = false, waitSeconds = WAIT_SECONDS }) {
      const { steps } = dryRun
        ? await planPruning(situation(), { keep })
        : await pruneVersions(situation(), { keep, waitSeconds });
      return steps;
    },
    async restore(version, { waitSeconds = WAIT_SECONDS } = {}) {
      return restoreVersion(situation(), version, { waitSeconds });
    },
    async history() {
      return readJournal(situation().registry).entries;
    },
    async historyAt(time) {
      return historyAt(readJournal(situation().registry).entries, instantOf(time));
    },
    async publish(folder, { version = null, restamp = false, waitSeconds = WAIT_SECONDS } = {}) {
      return publishFolder(situation(), { folder, version, restamp, waitSeconds });
    },
    async train(training) {
      return trainModel(situation(), { waitSeconds: WAIT_SECONDS, ...training });
    },
    async *watch({ signal = new AbortController().signal, onError = () => {} } = {}) {
      const { config = DEFAULT_CONFIG } = options;
      const files = typeof config === 'string' ? [config] : [];
      const watched = watchSelection({ situation: () => situation(), files, signal, onError });
      for await (const { choice, reason } of watched) {
        yield { selected: chosenBy(choice), reason };
      }
    },
  };
}

/** Who reads only goes on without what it may not read, and is warned. */
async function decideAloud(situation: Situation): Promise<Decision> {
  const decision = await decideAsReader(situation);
  const { pin, selection } = decision;
  // A pin that holds is as it should be; one that leaves no model is not.
  const ofPin = pin && !selection.chosen ? remarksOnPin(decision) : [];
  for (const remark of [...ofPin, ...warningsOnUnread(decision)]) {
    process.emitWarning(remarkText(remark));
  }
  return decision;
}

function chosenBy({ selection }: Choice): CompleteModel | null {
  return selection.chosen?.model ?? null;
}

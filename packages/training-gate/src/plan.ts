import {
  type Decision,
  type Instant,
  planTraining,
  selectedVersion,
  type TrainingPlan,
} from '@org/model-registry-core';
import { type Registry, takenVersions } from '@org/model-registry-fs-scanner';
import {
  createStaging,
  type TrainingLock,
  writeSymbols,
  writeTrainingIntent,
} from '@org/model-registry-fs-store';
import { type NotedFiles, noteFiles } from './changed-files.js';

/** What a training was asked for. */
export interface TrainingRequest {
  /** Train although a compatible model is there. */
  readonly forceTrain: boolean;
  /** The version to train; null for the next free one. */
  readonly requested: string | null;
  /** The version of a first model: that of the config; null for the first of the layout's scheme. */
  readonly configured: string | null;
}

/** The numbers of versions that many machines share. */
export interface SharedNumbers {
  /** Those that are taken elsewhere. */
  readonly taken: ReadonlySet<string>;
  /**
   * Takes one for all, before its training begins.
   *
   * @returns false where another machine has it by now
   */
  claim(version: string): Promise<boolean>;
}

/**
 * Whether to train after a decision, and which version, as {@link nextTraining}; the version is claimed
 * where numbers are shared. One that is claimed and not used stays unused.
 *
 * @param numbers null where there are none
 * @example await claimTraining(registry, decision, request, now, null)
 */
export async function claimTraining(
  registry: Registry,
  decision: Decision,
  request: TrainingRequest,
  now: Instant,
  numbers: SharedNumbers | null,
): Promise<TrainingPlan> {
  const elsewhere = new Set(numbers?.taken);
  for (;;) {
    const plan = nextTraining(registry, decision, request, now, elsewhere);
    if (plan.action !== 'train' || numbers === null) return plan;
    if (await numbers.claim(plan.version)) return plan;
    elsewhere.add(plan.version);
  }
}

/**
 * Whether to train after a decision, and which version.
 *
 * @param now what a version that is a time is made from
 * @param elsewhere versions that are taken beside those of this registry
 * @returns `refuse` where files of the version exist, or no version is left
 * @example nextTraining(registry, decision, { forceTrain: false, requested: null, configured: config.version }, now)
 */
export function nextTraining(
  registry: Registry,
  decision: Decision,
  request: TrainingRequest,
  now: Instant,
  elsewhere: ReadonlySet<string> = new Set(),
): TrainingPlan {
  const taken = takenVersions(registry);
  return planTraining({
    selected: selectedVersion(decision),
    ...request,
    scheme: registry.layout.scheme,
    now,
    isTaken: (version) => taken.has(version) || elsewhere.has(version),
  });
}

/** A training that is planned: its command may be started. */
export interface Training {
  readonly version: string;
  /** Where the command writes to: a staging folder, or the models directory. */
  readonly out: string;
  readonly inPlace: boolean;
  /** The symbols to train; null leaves them to the command. */
  readonly symbols: readonly string[] | null;
  /** Where they are written down, a line each; null where there are none. */
  readonly symbolsFile: string | null;
  /** What is in the models directory before the command is run. */
  readonly earlier: NotedFiles;
}

/**
 * Writes down that a training begins, notes the files of models that are there, and makes the folder that
 * the command writes to. From here on, one of the steps that conclude a training has to follow
 * (publication, rejection or `recoverTraining`): what never comes to that, recovery takes back.
 *
 * @param plan the version is one that {@link nextTraining} gave under the same lock
 * @throws Error with the system's error as `cause`
 * @example beginTraining(lock, { version: '1.4', inPlace: false, symbols: null })
 */
export function beginTraining(
  lock: TrainingLock,
  plan: Pick<Training, 'version' | 'inPlace' | 'symbols'>,
): Training {
  const { inPlace, symbols } = plan;
  const earlier = noteFiles(lock.registry);
  writeTrainingIntent(lock, plan);
  const symbolsFile = symbols && writeSymbols(lock, symbols);
  const out = inPlace ? lock.registry.modelsDir : createStaging(lock);
  return { ...plan, out, symbolsFile, earlier };
}

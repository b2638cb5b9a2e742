import {
  type Decision,
  type Instant,
  planTraining,
  type SharedNumbers,
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

/** Opens the numbers that many machines share; it gives null where they are out of reach. */
export type OpenNumbers = () => Promise<SharedNumbers | null>;

/**
 * Whether to train after a decision, and which version, as {@link nextTraining}; the version is claimed
 * where numbers are shared. One that is claimed and not used stays unused.
 *
 * @param open called once a training is needed; null where no numbers are shared
 * @returns `refuse` also where the version that was asked for is claimed elsewhere
 * @example await claimTraining(registry, decision, request, now, null)
 */
export async function claimTraining(
  registry: Registry,
  decision: Decision,
  request: TrainingRequest,
  now: Instant,
  open: OpenNumbers | null,
): Promise<TrainingPlan> {
  const first = nextTraining(registry, decision, request, now);
  const numbers = first.action === 'train' && open ? await open() : null;
  if (numbers === null) return first;
  const claimed = new Set(numbers.taken);
  for (;;) {
    const plan = planBeside(registry, decision, request, now, claimed);
    if (plan.action !== 'train' || (await numbers.claim(plan.version))) return plan;
    claimed.add(plan.version);
  }
}

/**
 * Whether to train after a decision, and which version.
 *
 * @param now what a version that is a time is made from
 * @returns `refuse` where files of the version exist, or no version is left
 * @example nextTraining(registry, decision, { forceTrain: false, requested: null, configured: config.version }, now)
 */
export function nextTraining(
  registry: Registry,
  decision: Decision,
  request: TrainingRequest,
  now: Instant,
): TrainingPlan {
  return planBeside(registry, decision, request, now, new Set());
}

function planBeside(
  registry: Registry,
  decision: Decision,
  request: TrainingRequest,
  now: Instant,
  claimed: ReadonlySet<string>,
): TrainingPlan {
  const taken = takenVersions(registry);
  return planTraining({
    selected: selectedVersion(decision),
    ...request,
    scheme: registry.layout.scheme,
    now,
    isTaken: (version) => taken.has(version),
    isClaimed: (version) => claimed.has(version),
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
 * (publication, rejection or `recoverTraining`): where none does, recovery takes the model back.
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

import {
  type DiscoveredModel,
  type Instant,
  type Problem,
  planTraining,
  type RegistryConfig,
  type TrainingPlan,
} from '@org/model-registry-core';
import { takenVersions } from '@org/model-registry-fs-scanner';
import {
  type CleanUp,
  cleanStaging,
  createStaging,
  type Lock,
  publishInPlace,
  publishStaged,
  registryPaths,
  settleStaging,
  trainingLock,
  VersionTakenError,
  withStoreLock,
} from '@org/model-registry-fs-store';
import { type Decision, decide, selectedVersion } from '@org/model-registry-selector';
import { changeFor } from './change-for.js';
import { type ChangedFile, changedFiles, type NotedFiles, noteFiles } from './changed-files.js';
import type { Interruption } from './interruption.js';
import { type CommandEnd, runCommand } from './run-command.js';

export interface TrainRequest {
  readonly modelsDir: string;
  readonly config: RegistryConfig;
  /** The moment that age and recency are counted from. */
  readonly now: Instant;
  /** Train although a compatible model is there. */
  readonly forceTrain: boolean;
  /** The version to train, if one is trained; canonical. Null derives one. */
  readonly version: string | null;
  /** Program and arguments. `{version}` and `{out}` in them are replaced. */
  readonly command: readonly string[];
  /** The command writes straight into the models directory. */
  readonly inPlace: boolean;
  /** Seconds to wait for each lock; 0 does not wait. */
  readonly waitSeconds: number;
  /** The descriptor that the command's standard output goes to. */
  readonly stdout: number;
  readonly interruption: Interruption;
  /** Told what happens while it happens. */
  readonly report: (event: TrainEvent) => void;
}

export type TrainEvent =
  | { readonly kind: 'cleaned-up'; readonly cleanUp: CleanUp }
  | { readonly kind: 'training'; readonly version: string; readonly out: string };

/** Why a training gave no model. */
export type TrainFailure =
  | { readonly kind: 'command'; readonly end: CommandEnd }
  /** What is wrong with the files of the version. */
  | { readonly kind: 'unfit'; readonly problems: readonly Problem[] }
  /** While the command ran, somebody took the version. */
  | { readonly kind: 'version-taken' }
  /** Files of earlier models that are not what they were before an in-place training. */
  | {
      readonly kind: 'overwritten';
      readonly end: CommandEnd;
      readonly files: readonly ChangedFile[];
    }
  /** The command did its part; the system, or who holds the store lock, refused the rest. */
  | { readonly kind: 'error'; readonly error: Error };

export type TrainOutcome =
  | { readonly action: 'skipped'; readonly model: DiscoveredModel }
  | { readonly action: 'refused'; readonly plan: Extract<TrainingPlan, { action: 'refuse' }> }
  | { readonly action: 'published'; readonly version: string; readonly decision: Decision }
  | {
      readonly action: 'failed';
      readonly version: string;
      readonly failure: TrainFailure;
      /** Where the command wrote to. */
      readonly out: string;
      /** The finished versions that are still there. */
      readonly kept: readonly string[];
    };

/**
 * The training gate: with a compatible model, nothing is trained, unless forced. Otherwise decides
 * the version, runs the training command, checks what it made, and publishes it. Nothing that
 * exists is replaced, and whatever fails leaves every earlier model as it was.
 *
 * Runs exclude each other by the training lock, which the command inherits. The decision is taken
 * again once the lock is held.
 *
 * @throws BusyError where another run holds a lock for longer than the wait
 * @throws InterruptedError where a signal came before the command was started
 * @throws Error for failing IO. A message that begins with "version X is published" means that
 * @example await train({ modelsDir: 'models', config, now, command: ['python3', 'train.py', '{out}'], … })
 */
export async function train(request: TrainRequest): Promise<TrainOutcome> {
  const first = await planFor(request);
  if (first.action !== 'train') return first;
  const { modelsDir, waitSeconds, interruption } = request;
  const signal = interruption.aborted;
  const lock = await trainingLock(modelsDir, { waitSeconds, purpose: 'train', signal });
  try {
    const begun = await underStoreLock(request, () => begin(request));
    if (begun.action !== 'train') return begun;
    request.report({ kind: 'training', version: begun.version, out: begun.out });
    return await runAndPublish(request, begun, lock);
  } finally {
    await lock.release();
  }
}

interface Training {
  readonly action: 'train';
  readonly version: string;
  readonly decision: Decision;
}

interface BegunTraining extends Training {
  readonly out: string;
  readonly files: NotedFiles;
}

async function planFor(request: TrainRequest): Promise<Training | TrainOutcome> {
  const decision = await decide(request);
  const { chosen } = decision.selection;
  const taken = takenVersions(decision.scan.location);
  const plan = planTraining({
    selected: selectedVersion(decision),
    forceTrain: request.forceTrain,
    requested: request.version,
    configured: request.config.version,
    isTaken: (version) => taken.has(version),
  });
  if (plan.action === 'refuse') return { action: 'refused', plan };
  if (plan.action === 'train') return { action: 'train', version: plan.version, decision };
  return { action: 'skipped', model: (chosen as NonNullable<typeof chosen>).model };
}

/** With both locks held, so that no other run is under way and the decision stays true. */
async function begin(request: TrainRequest): Promise<BegunTraining | TrainOutcome> {
  const { modelsDir, inPlace, report } = request;
  const before = await decide(request);
  const cleanUp = await cleanStaging(
    modelsDir,
    changeFor(request, selectedVersion(before), 'cleaned up'),
  );
  report({ kind: 'cleaned-up', cleanUp });
  const plan = await planFor(request);
  if (plan.action !== 'train') return plan;
  const out = inPlace ? registryPaths(modelsDir).modelsDir : createStaging(modelsDir);
  return { ...plan, out, files: noteFiles(inPlace ? out : null) };
}

/** From here on nothing is thrown: whatever happens, the caller learns what is kept and where. */
async function runAndPublish(
  request: TrainRequest,
  { version, out, files, decision }: BegunTraining,
  lock: Lock,
): Promise<TrainOutcome> {
  const failure = await attempt(request, version, out, files, decision, lock).catch(
    (error: Error): TrainFailure => ({ kind: 'error', error }),
  );
  if (failure === null) return { action: 'published', version, decision: await decide(request) };
  const kept = request.inPlace ? [] : await settleStaging(request.modelsDir, out);
  return { action: 'failed', version, failure, out, kept };
}

async function attempt(
  request: TrainRequest,
  version: string,
  out: string,
  files: NotedFiles,
  decision: Decision,
  lock: Lock,
): Promise<TrainFailure | null> {
  const end = await runCommand({
    command: request.command.map((word) => fill(word, version, out)),
    env: { MODEL_REGISTRY_VERSION: version, MODEL_REGISTRY_OUT: out },
    descriptor: lock.fd,
    stdout: request.stdout,
    interruption: request.interruption,
  });
  const changed = changedFiles(files);
  if (changed.length > 0) return { kind: 'overwritten', end, files: changed };
  if (end.kind !== 'exited' || end.status !== 0) return { kind: 'command', end };
  return underStoreLock(request, () => publish(request, version, out, decision));
}

async function publish(
  request: TrainRequest,
  version: string,
  out: string,
  before: Decision,
): Promise<TrainFailure | null> {
  const { modelsDir, inPlace } = request;
  const change = changeFor(
    request,
    selectedVersion(before),
    inPlace ? 'trained in place' : 'trained',
  );
  try {
    const publication = inPlace
      ? await publishInPlace(modelsDir, version, change)
      : await publishStaged(modelsDir, out, version, change);
    return publication.ok ? null : { kind: 'unfit', problems: publication.problems };
  } catch (error) {
    if (error instanceof VersionTakenError) return { kind: 'version-taken' };
    throw error;
  }
}

function fill(word: string, version: string, out: string): string {
  return word.replaceAll('{version}', () => version).replaceAll('{out}', () => out);
}

function underStoreLock<T>(
  { modelsDir, waitSeconds, interruption }: TrainRequest,
  body: () => Promise<T>,
): Promise<T> {
  const options = { waitSeconds, purpose: 'train', signal: interruption.aborted };
  return withStoreLock(modelsDir, options, body);
}

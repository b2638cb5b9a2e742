import { planVersion } from '@org/model-registry-core';
import { registryPaths, takenVersions } from '@org/model-registry-fs-scanner';
import { cleanStaging, createStaging, trainingLock } from '@org/model-registry-fs-store';
import { type Decision, decide, selectedVersion } from '@org/model-registry-selector';
import { changeFor } from './change-for.js';
import { noteFiles } from './changed-files.js';
import { type RunningTraining, runTraining } from './run-training.js';
import type { TrainOutcome, TrainRequest } from './train-request.js';
import { underStoreLock } from './under-store-lock.js';

/**
 * The training gate: nothing is trained that is not wanted. Otherwise decides the version, runs the
 * training command, checks what it made, and publishes it. Nothing that exists is replaced, and
 * whatever fails leaves every earlier model as it was.
 *
 * Runs exclude each other by the training lock, which the command inherits. The decision is taken
 * again once the lock is held.
 *
 * @throws BusyError where another run holds a lock for longer than the wait
 * @throws InterruptedError where a signal came before the command was started
 * @throws Error for failing IO
 * @example await train({ modelsDir: 'models', config, now, command: ['python3', 'train.py', '{out}'], … })
 */
export function train(
  request: TrainRequest & { readonly judge: null },
): Promise<Exclude<TrainOutcome, { action: 'rejected' }>>;
export function train(request: TrainRequest): Promise<TrainOutcome>;
export async function train(request: TrainRequest): Promise<TrainOutcome> {
  const first = await planFor(request, false);
  if (first.action !== 'train') return first;
  const { modelsDir, waitSeconds, interruption } = request;
  const signal = interruption.aborted;
  const lock = await trainingLock(modelsDir, { waitSeconds, purpose: 'train', signal });
  try {
    const begun = await underStoreLock(request, waitSeconds, () => begin(request));
    if (begun.action !== 'train') return begun;
    request.report({ kind: 'training', version: begun.version, out: begun.out });
    const outcome = await runTraining(request, begun, lock);
    request.report({ kind: 'ended', outcome });
    return outcome;
  } finally {
    await lock.release();
  }
}

interface Training {
  readonly action: 'train';
  readonly version: string;
  readonly decision: Decision;
}

async function planFor(request: TrainRequest, isAlone: boolean): Promise<Training | TrainOutcome> {
  const decision = await decide(request);
  if (!(await request.isWanted(decision, isAlone))) {
    return { action: 'skipped', decision };
  }
  const taken = takenVersions(decision.scan.location);
  const plan = planVersion({
    selected: selectedVersion(decision),
    requested: request.version,
    configured: request.config.version,
    isTaken: (version) => taken.has(version),
  });
  return plan.action === 'refuse'
    ? { action: 'refused', plan }
    : { action: 'train', version: plan.version, decision };
}

/** With both locks held, so that no other run is under way and the decision stays true. */
async function begin(request: TrainRequest): Promise<(Training & RunningTraining) | TrainOutcome> {
  const { modelsDir, inPlace, report, clock } = request;
  const before = await decide(request);
  const cleanUp = await cleanStaging(
    modelsDir,
    changeFor(request, selectedVersion(before), 'cleaned up', clock()),
  );
  report({ kind: 'cleaned-up', cleanUp });
  const plan = await planFor(request, true);
  if (plan.action !== 'train') return plan;
  const out = inPlace ? registryPaths(modelsDir).modelsDir : createStaging(modelsDir);
  const symbols = request.symbols?.(plan.decision) ?? null;
  return { ...plan, out, symbols, earlier: noteFiles(inPlace ? out : null) };
}

import { join } from 'node:path';
import {
  type Decision,
  endRun,
  leaveOut,
  type Recovery,
  type RetrainState,
  type RunAction,
  type RunningRun,
  remarksOnRecovery,
} from '@org/model-registry-core';
import { isThere, type Registry } from '@org/model-registry-fs-scanner';
import {
  BusyError,
  readRetrainState,
  recover,
  type StoreLock,
  type TrainingLock,
  trainingLock,
  withStoreLock,
  writeRetrainState,
} from '@org/model-registry-fs-store';
import { decide } from '@org/model-registry-selector';
import type { Outlook } from '@org/model-registry-training-gate';
import type { Log } from '../log.js';
import { killedText } from '../render/endings.js';
import type { Scheduler } from '../scheduler.js';
import { QUEUE_LEFTOVER, recoverQueue, takeTrained } from './training-queue.js';

/** What holds once everything is recovered from. */
export interface Recovered {
  readonly state: RetrainState;
  readonly decision: Decision;
}

/**
 * Recovers from runs that were killed, and writes down what became of the last one: a run that is
 * still running in the state was killed, since no other run is under way.
 */
export async function recoverKilled(
  scheduler: Scheduler,
  lock: TrainingLock,
  store: StoreLock,
  log: Log,
): Promise<Recovered> {
  const { registry, clock } = scheduler;
  const recovery = await recover(store, lock, { situation: scheduler, at: clock() });
  recoverQueue();
  for (const remark of remarksOnRecovery(recovery)) log('warn', 'recovered', remark);
  const decision = await decide(scheduler);
  const { state } = readRetrainState(registry);
  const { running } = state;
  if (running === null) return { state, decision };
  const { started, version } = running;
  const action = actionOf(running, decision, registry);
  const folder = folderOf(recovery, version);
  const reasons = [killedText(running, action, folder)];
  const run = { started, ended: clock(), action, version, reasons };
  const known = action === 'promoted' ? leaveOutMissed(state, running, decision) : state;
  const ended = endRun(known, run, started);
  writeRetrainState(lock, ended);
  log('warn', 'last-run-killed', reasons.join(), { version, action });
  return { state: ended, decision };
}

/** Of the queued symbols that its model was to have, those that it has not; as at the end of any other run. */
function leaveOutMissed(
  state: RetrainState,
  { started, version, queued }: RunningRun,
  { scan }: Decision,
): RetrainState {
  const made = scan.models.find((model) => model.version === version)?.fields?.trainedSymbols ?? [];
  const missed = queued.filter((symbol) => !made.includes(symbol));
  const symbols = [...new Set([...state.symbols.keys(), ...missed])];
  // What was queued while it ran has been queued anew.
  return leaveOut(state, { symbols, queuedAt: new Map() }, missed, started);
}

/** Where the files are of a model that was taken back; null where there was none. */
function folderOf({ publications }: Recovery, version: string): string | null {
  const found = publications.find((publication) => publication.version === version);
  return found?.action === 'taken-back' ? found.folder : null;
}

/** A publication, and the setting aside of a model, are each made as a whole or not at all. */
function actionOf({ version }: RunningRun, { scan }: Decision, registry: Registry): RunAction {
  const model = scan.models.find((candidate) => candidate.version === version);
  if (model?.exists && model.metadata?.published_at !== undefined) return 'promoted';
  return isThere(join(registry.rejected, version)) ? 'not-promoted' : 'killed';
}

/**
 * What a run that trains nothing does all the same, unless another run trains: recovers from one that
 * was killed, and takes symbols out of the queue that got their model in another way.
 */
export async function recoverUntrained(
  scheduler: Scheduler,
  { trained, state }: Outlook,
  log: Log,
): Promise<void> {
  const { registry } = scheduler;
  const isLeft = state.running !== null || [registry.training, QUEUE_LEFTOVER].some(isThere);
  if (trained.length === 0 && !isLeft) return;
  const options = { waitSeconds: 0, purpose: 'retrain: recover' };
  try {
    const lock = await trainingLock(registry, options);
    try {
      const { decision } = await withStoreLock(registry, options, (store) =>
        recoverKilled(scheduler, lock, store, log),
      );
      const has = new Set(decision.selection.chosen?.model.fields.trainedSymbols);
      takeTrained(
        trained.filter((symbol) => has.has(symbol)),
        log,
      );
    } finally {
      await lock.release();
    }
  } catch (error) {
    // The run that trains does it.
    if (!(error instanceof BusyError)) throw error;
  }
}

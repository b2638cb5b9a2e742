import { BusyError, trainingLock, withStoreLock } from '@org/model-registry-fs-store';
import type { Log } from '../log.js';
import type { Scheduler } from '../scheduler.js';
import type { Outlook } from './look-ahead.js';
import { recoverKilled } from './recover-killed.js';
import { takeTrained } from './update-queue.js';

/**
 * What a run that trains nothing does all the same, unless another run trains: recovers from one that
 * was killed, and takes symbols out of the queue that got their model in another way.
 */
export async function recoverUntrained(
  scheduler: Scheduler,
  { trained, state }: Outlook,
  log: Log,
): Promise<void> {
  if (trained.length === 0 && state.running === null) return;
  const { registry } = scheduler;
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

import {
  BusyError,
  finishInterrupted,
  trainingLock,
  withStoreLock,
} from '@org/model-registry-fs-store';
import { decide, selectedVersion } from '@org/model-registry-selector';
import { changeFor } from '@org/model-registry-training-gate';
import type { Log } from '../log.js';
import type { Scheduler } from '../scheduler.js';
import type { Outlook } from './look-ahead.js';
import { settleKilled } from './settle-killed.js';
import { takeTrained } from './settle-queue.js';

/**
 * What a run does that trains nothing, unless somebody else trains: finds out what became of one
 * that was killed, and takes symbols out of the queue that got their model by other ways.
 */
export async function tidyUp(
  scheduler: Scheduler,
  { trained, state, decision }: Outlook,
  log: Log,
): Promise<void> {
  if (trained.length === 0 && state.running === null) return;
  const { modelsDir, clock } = scheduler;
  const options = { waitSeconds: 0, purpose: 'retrain: tidy up' };
  try {
    const lock = await trainingLock(modelsDir, options);
    try {
      const change = changeFor(scheduler, selectedVersion(decision), 'cleaned up', clock());
      await withStoreLock(modelsDir, options, async () => {
        await finishInterrupted(modelsDir, change);
        await settleKilled(scheduler, await decide(scheduler), log);
      });
      const { selection } = await decide(scheduler);
      const has = new Set(selection.chosen?.model.fields?.trainedSymbols);
      takeTrained(
        trained.filter((symbol) => has.has(symbol)),
        log,
      );
    } finally {
      await lock.release();
    }
  } catch (error) {
    // Whoever trains does it.
    if (!(error instanceof BusyError)) throw error;
  }
}

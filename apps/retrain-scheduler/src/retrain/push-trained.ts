import type { SharedNumbers } from '@org/model-registry-core';
import type { Log } from '../log.js';
import type { Scheduler } from '../scheduler.js';

/** Seconds to wait for the lock of the models directory. */
const WAIT = 10;

const loadFleet = () => import('../fleet.part.js');

/** The numbers that a training takes where `model.store.push` is set; null where it is not, or out of reach. */
export async function numbersFor(scheduler: Scheduler, log: Log): Promise<SharedNumbers | null> {
  const { store } = scheduler.config;
  if (!store?.push) return null;
  const { shareNumbers } = await loadFleet();
  return shareNumbers(scheduler, store, { waitSeconds: WAIT, say: sayTo(log) });
}

/**
 * With `model.store.push`, pushes what waits: what this run promoted, and what an earlier one could not
 * push. It changes nothing of how the run ended.
 */
export async function pushTrained(scheduler: Scheduler, log: Log): Promise<void> {
  const { store } = scheduler.config;
  if (!store?.push) return;
  const { pushWaiting } = await loadFleet();
  const pushed = await pushWaiting(scheduler, store, { waitSeconds: WAIT, say: sayTo(log) });
  if (pushed.length > 0) {
    log('info', 'pushed', `pushed ${pushed.join(', ')} to the store`, { versions: pushed });
  }
}

function sayTo(log: Log): (remark: string) => void {
  return (remark) => log('warn', 'store', remark);
}

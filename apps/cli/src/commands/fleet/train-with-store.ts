import type { Outcome, Surroundings } from '@org/model-registry-program';
import type { TrainUnlessThere } from '@org/model-registry-training-gate';
import { loadFleet } from './site.js';

/** The numbers that a training takes where `model.store.push` is set; null where it is not. */
export function numbersFor(
  surroundings: Surroundings,
  waitSeconds: number,
  say: (remark: string) => void,
): TrainUnlessThere['numbers'] {
  const { store } = surroundings.config;
  if (!store?.push) return null;
  return async () => (await loadFleet()).shareNumbers(surroundings, store, { waitSeconds, say });
}

/** With `model.store.push`, once all is printed, what waits is pushed: what was published now or before. */
export function pushAfter(
  outcome: Outcome,
  surroundings: Surroundings,
  waitSeconds: number,
): Outcome {
  const { store } = surroundings.config;
  if (!store?.push) return outcome;
  return {
    ...outcome,
    async afterwards(io) {
      await outcome.afterwards?.(io);
      const { pushWaiting } = await loadFleet();
      const pushed = await pushWaiting(surroundings, store, { waitSeconds, say: io.say });
      if (pushed.length > 0) io.say(`pushed ${pushed.join(', ')} to the store`);
    },
  };
}

import { directoryOf } from '../../../fs-scanner/test/temporary.js';
import type { StoreSurroundings } from '../../src/index.js';

/** A machine on which nothing is set, with a clock of which a test moves the hands. */
export function surroundings(more: Partial<StoreSurroundings> = {}): StoreSurroundings {
  return {
    env: {},
    home: directoryOf({}),
    clock: { now: Date.now, random: Math.random, wait: async () => {} },
    onRemark: () => {},
    ...more,
  };
}

import { type Instant, instantOf, plus } from '@org/model-registry-core';
import {
  readSurroundings,
  readTime,
  type SituationOptions,
  type Surroundings,
  UsageError,
} from '@org/model-registry-selector';

import { missingCommand } from './render/missing-command.js';

/** What a run is made from. */
export interface Scheduler extends Surroundings {
  /** What counts as now: `--as-of` and the time since then, else the clock. */
  readonly clock: () => Instant;
}

/**
 * Reads the config, which has to be there.
 *
 * @param force whether a training is asked for, enabled or not
 * @throws UsageError where there is no command for a training that is enabled, or asked for
 */
export async function readScheduler(options: SituationOptions, force: boolean): Promise<Scheduler> {
  const asOf = readTime('--as-of', options['as-of']);
  const ahead = asOf === null ? 0n : asOf - instantOf(new Date());
  const surroundings = await readSurroundings(options, 'refuse');
  const { enabled, command } = surroundings.config.rotation;
  if ((enabled || force) && command.length === 0)
    throw new UsageError(missingCommand(surroundings.configFile));
  return { ...surroundings, clock: () => plus(instantOf(new Date()), ahead) };
}

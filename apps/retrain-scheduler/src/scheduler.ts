import { type Instant, instantOf, plus } from '@org/model-registry-core';
import {
  type Arguments,
  readSurroundings,
  readTime,
  type Surroundings,
  text,
  UsageError,
} from '@org/model-registry-program';

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
export async function readScheduler(arguments_: Arguments, force = false): Promise<Scheduler> {
  const asOf = readTime('--as-of', text(arguments_, 'as-of'));
  const ahead = asOf === null ? 0n : asOf - instantOf(new Date());
  const surroundings = await readSurroundings(arguments_, 'refuse');
  const { enabled, command } = surroundings.config.rotation;
  if ((enabled || force) && command.length === 0) throw missingCommand(surroundings.configFile);
  return { ...surroundings, clock: () => plus(instantOf(new Date()), ahead) };
}

function missingCommand(configFile: string | null): UsageError {
  const file = configFile === null || configFile === '-' ? 'the config' : configFile;
  const what = `${file}: operations.model_rotation.command is missing, for example:`;
  return new UsageError(what, EXAMPLE);
}

/** What to write into the config file. */
const EXAMPLE = `operations:
  model_rotation:
    enabled: true
    command: ["/usr/bin/python3", "train_model.py",
              "--version", "{version}", "--out", "{out}"]`;

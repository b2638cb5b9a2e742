import { instantOf } from '@org/model-registry-core';
import {
  type Arguments,
  readSurroundings,
  type Surroundings,
  text,
} from '@org/model-registry-program';

/**
 * For who watches: reads the surroundings anew each time, from those that were read last.
 *
 * @example watchSelection({ situation: situations(first, arguments_), files, signal, onError })
 */
export function situations(
  first: Surroundings,
  arguments_: Arguments,
): () => Promise<Surroundings> {
  let latest = first;
  return async () => {
    latest = await situationNow(latest, arguments_);
    return latest;
  };
}

/** A config that came through stdin or another pipe stays; a config file that is gone is not replaced by defaults. */
async function situationNow(before: Surroundings, arguments_: Arguments): Promise<Surroundings> {
  if (!before.isStream) return readSurroundings(arguments_, 'ask');
  return text(arguments_, 'as-of') ? before : { ...before, now: instantOf(new Date()) };
}

import { mutate } from './mutate.js';
import { makeRandom } from './random.js';
import type { Target } from './target.js';

/**
 * Seconds that one input may take, of the processor: how busy the machine is does not matter. The
 * dearest input that grows with its length takes a tenth of that on a slow machine; what takes
 * longer grows out of proportion.
 */
const LONGEST_SECONDS = 10;

/** How often a failing input is tried with something left out, and for how long. */
const SHRINKS = 500;
const SHRINK_MILLISECONDS = 30_000;

/** An input for which something does not hold, and what. */
export interface Catch {
  readonly input: Buffer;
  readonly error: Error;
}

export interface HuntOptions {
  readonly seed: number;
  /** Asked before each input, with the number of those that were tried. */
  readonly goesOn: (tried: number) => boolean;
  /** Told of each input before it is tried, so that one that never ends is known. */
  readonly onInput?: (input: Buffer) => void;
}

/** What one input comes to: null where all that is asked for holds. */
export async function tryInput(
  target: Target,
  input: Buffer,
  longestSeconds = LONGEST_SECONDS,
): Promise<Catch | null> {
  const start = process.cpuUsage();
  try {
    await target.check(input);
  } catch (error) {
    return { input, error: error as Error };
  }
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  if (seconds <= longestSeconds) return null;
  return { input, error: new Error(`took ${seconds} s for ${input.length} bytes`) };
}

/**
 * Tries inputs made of the corpus until one fails, or the time is over.
 *
 * @returns how many were tried, and the one that failed, made as short as it can be
 */
export async function hunt(
  target: Target,
  corpus: readonly Buffer[],
  { seed, goesOn, onInput }: HuntOptions,
): Promise<{ readonly tried: number; readonly caught: Catch | null }> {
  const random = makeRandom(seed);
  const attempt = (input: Buffer) => {
    onInput?.(input);
    return tryInput(target, input);
  };
  let tried = 0;
  for (; goesOn(tried); tried += 1) {
    const caught = await attempt(mutate(corpus, target, random));
    if (caught) return { tried: tried + 1, caught: await shrink(caught, attempt) };
  }
  return { tried, caught: null };
}

/** Leaves out ever smaller parts, as long as something fails. */
async function shrink(
  caught: Catch,
  attempt: (input: Buffer) => Promise<Catch | null>,
): Promise<Catch> {
  const end = performance.now() + SHRINK_MILLISECONDS;
  let smallest = caught;
  let tries = 0;
  for (let size = Math.ceil(caught.input.length / 2); size > 0; size = Math.floor(size / 2)) {
    for (let at = 0; at < smallest.input.length && tries < SHRINKS; tries += 1) {
      if (performance.now() > end) return smallest;
      const { input } = smallest;
      const shorter = Buffer.concat([input.subarray(0, at), input.subarray(at + size)]);
      const still = await attempt(shorter);
      if (still) smallest = still;
      else at += size;
    }
  }
  return smallest;
}

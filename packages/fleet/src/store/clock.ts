import { setTimeout as wait } from 'node:timers/promises';

/** Time as a store sees it, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 to 1, without 1, as `Math.random`. */
  random(): number;
  /** Ends after so many milliseconds; rejects where the signal comes first. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** That of this machine. */
export const SYSTEM_CLOCK: Clock = {
  now: Date.now,
  random: Math.random,
  wait: (milliseconds, signal) => wait(milliseconds, undefined, signal ? { signal } : {}),
};

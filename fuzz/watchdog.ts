import { Worker } from 'node:worker_threads';

/** Seconds, on a busy machine: inputs take milliseconds. */
const PATIENCE = 60;

export interface Watchdog {
  /** To be called before each input. */
  saw(input: Buffer): void;
  stop(): Promise<number>;
}

/**
 * Ends the process when one input takes a minute, after writing it to a file.
 *
 * @param longest bytes of an input, at most
 */
export function startWatchdog(file: string, longest: number): Watchdog {
  const shared = new SharedArrayBuffer(8 + longest);
  const numbers = new Int32Array(shared, 0, 2);
  const bytes = new Uint8Array(shared, 8);
  const script = new URL('watchdog-thread.mjs', import.meta.url);
  const worker = new Worker(script, { workerData: { shared, file, patience: PATIENCE } });
  return {
    saw(input) {
      bytes.set(input);
      numbers[1] = input.length;
      Atomics.add(numbers, 0, 1);
    },
    stop: () => worker.terminate(),
  };
}

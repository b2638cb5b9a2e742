import { Worker } from 'node:worker_threads';

/**
 * Milliseconds until something counts as hanging: nothing that a test waits for takes so long, even
 * on a machine many times slower. The one limit of all tests here; Vitest's own comes later.
 */
export const DEADLINE = 600_000;

/** What the failure of a test says that was ended by the limit. */
export function tooLong(what: string): Error {
  return new Error(`no end within the limit of ${DEADLINE / 1000} s: ${what}`);
}

/**
 * Waits for work in this process, and fails at the limit. Work that never lets go of the thread
 * would keep the timer from it: then a second thread says what hangs, and ends the process.
 */
export async function withinDeadline<T>(what: string, work: () => Promise<T>): Promise<T> {
  const isOver = watch(what);
  try {
    return await limited(what, work());
  } finally {
    isOver();
  }
}

/** Waits for something that another process does, and fails at the limit. */
export async function limited<T>(what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLong(what)), DEADLINE);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

let thread: Worker | undefined;

/** @returns tells the thread that the work is over */
function watch(what: string): () => void {
  thread ??= startThread();
  thread.postMessage(tooLong(what).message);
  return () => thread?.postMessage(null);
}

function startThread(): Worker {
  const script = new URL('deadline-thread.mjs', import.meta.url);
  // A little later than the timer, which can say the same without ending the process.
  const worker = new Worker(script, { workerData: { milliseconds: DEADLINE + 10_000 } });
  worker.unref();
  return worker;
}

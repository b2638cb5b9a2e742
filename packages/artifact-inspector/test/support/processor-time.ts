import { gunzipSync, gzipSync } from 'node:zlib';

const MEMBER = gzipSync(Buffer.alloc(5 * 2 ** 20));
const NOTHING = Buffer.concat(Array.from({ length: 20 }, () => MEMBER));

/** Microseconds of processor time, whatever else the machine does meanwhile. */
export async function processorTime(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

/** The time of inflating 100 MiB, a fifth of a second: what limits are multiples of, as machines differ. */
export function inflatingTime(): Promise<number> {
  return processorTime(() => gunzipSync(NOTHING));
}

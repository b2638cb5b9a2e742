// Looks from a thread of its own at the input that is tried: the thread that tries it cannot, as
// long as it does.
import { writeFileSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const { shared, file, patience } = workerData;
const [tried, length] = [new Int32Array(shared, 0, 1), new Int32Array(shared, 4, 1)];
let last = -1;
let seconds = 0;

setInterval(() => {
  const now = Atomics.load(tried, 0);
  seconds = now === last ? seconds + 1 : 0;
  last = now;
  if (seconds < patience) return;
  writeFileSync(file, new Uint8Array(shared, 8, length[0]));
  writeSync(2, `an input does not end within ${patience} s; it is in ${file}\n`);
  process.kill(process.pid, 'SIGKILL');
}, 1_000);
parentPort.unref();

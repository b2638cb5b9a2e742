// Ends the process when it does not say within the limit that its work is over: see deadline.ts.
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

let timer;

parentPort.on('message', (message) => {
  clearTimeout(timer);
  if (message !== null) timer = setTimeout(end, workerData.milliseconds, message);
});

function end(message) {
  writeSync(2, `${message}\n`);
  process.kill(process.pid, 'SIGKILL');
}

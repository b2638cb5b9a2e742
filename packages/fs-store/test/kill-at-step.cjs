// Preloaded into a child: kills it before its k-th change of the file system.
const last = Number(process.env.KILL_AT_STEP);

require('./at-each-step.cjs')((step) => {
  if (step === last) process.kill(process.pid, 'SIGKILL');
});

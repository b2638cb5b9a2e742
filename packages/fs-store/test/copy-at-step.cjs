// Preloaded into a child: before each change of the file system it copies a folder, links within it with
// it. Each copy is what a kill at that moment would leave, since nothing else of a process outlives it.
const { execFileSync } = require('node:child_process');

const { COPY_FROM, COPY_TO } = process.env;

require('./at-each-step.cjs')((step) => {
  execFileSync('cp', ['-a', COPY_FROM, `${COPY_TO}/${step}`]);
});

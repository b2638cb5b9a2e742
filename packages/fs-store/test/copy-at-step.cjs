// Preloaded into a child: before each change of the file system it copies a folder, links within it with
// it. Each copy is what a kill at that moment would leave, since nothing else of a process outlives it.
// By the calls as they are before each of them counts as a step.
const { copyFileSync, linkSync, lstatSync, mkdirSync, readdirSync } = require('node:fs');
const { readlinkSync, symlinkSync, utimesSync } = require('node:fs');

const { COPY_FROM, COPY_TO } = process.env;

/** @param links the copy of each file that has several names, by its number */
function copy(from, to, links) {
  const file = lstatSync(from);
  if (file.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else if (file.isDirectory()) {
    mkdirSync(to, { mode: file.mode });
    for (const name of readdirSync(from)) copy(`${from}/${name}`, `${to}/${name}`, links);
  } else if (links.has(file.ino)) linkSync(links.get(file.ino), to);
  else {
    copyFileSync(from, to);
    utimesSync(to, file.atime, file.mtime);
    if (file.nlink > 1) links.set(file.ino, to);
  }
}

require('./at-each-step.cjs')((step) => copy(COPY_FROM, `${COPY_TO}/${step}`, new Map()));

#!/usr/bin/env node
// What stands at a program's name; the build puts it beside the program itself. A Node that is too old
// cannot parse that one, so this is of the syntax of Node 12, and says so before anything else happens.
// biome-ignore-start lint/style/useNodejsImportProtocol: Node 12 knows no node:
const { writeSync } = require('fs');
const { basename } = require('path');
// biome-ignore-end lint/style/useNodejsImportProtocol: as above

const OLDEST = [18, 19];
/** What the program prints for these words alone: the build asks it, so that a start needs no more. */
const ANSWERS = {};

const name = basename(__filename, '.cjs');
const [major, minor] = process.versions.node.split('.').map(Number);
const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
if (isOld)
  end(`needs Node ${OLDEST.join('.')} or newer (https://nodejs.org); this is ${process.version}`);
if (process.argv.length !== 3 || !answer(process.argv[2])) start();

function start() {
  try {
    require(`./${name}.main.cjs`);
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    end(`${name}.main.cjs belongs beside ${__filename}: copy it too`);
  }
}

/** Where it cannot be written (a full disk, a reader that is gone), the program itself says so. */
function answer(word) {
  if (!Object.hasOwn(ANSWERS, word)) return false;
  try {
    return writeSync(1, ANSWERS[word]) > 0;
  } catch {
    return false;
  }
}

/** Neither the command line nor a config is to blame: exit status 3. */
function end(why) {
  writeSync(2, `${name}: ${why}\n`);
  process.exit(3);
}

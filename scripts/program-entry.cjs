#!/usr/bin/env node
// What stands at a program's name; the build puts it beside the program itself. A Node that is too old
// cannot parse that one, so this is of the syntax of Node 12, and says so before anything else happens.
// biome-ignore-start lint/style/useNodejsImportProtocol: Node 12 knows no node:
const { closeSync, fstatSync, openSync, readFileSync, writeSync } = require('fs');
const { basename, join } = require('path');
const { Script } = require('vm');
// biome-ignore-end lint/style/useNodejsImportProtocol: as above

const OLDEST = [18, 19];
/** What the program prints for these words alone: the build asks it, so that a start needs no more. */
const ANSWERS = {};
/** The file beside this that has the program. */
const MAIN = '';
/** Which one it is, of all that were ever built: a hash of it. */
const BUILD = '';

const name = basename(__filename, '.cjs');
const [major, minor] = process.versions.node.split('.').map(Number);
const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
if (isOld)
  end(`needs Node ${OLDEST.join('.')} or newer (https://nodejs.org); this is ${process.version}`);
if (process.argv.length !== 3 || !answer(process.argv[2])) start();

/** As `require` would, but with what start-cache.cjs kept of an earlier start: V8 need not compile it again. */
function start() {
  const filename = join(__dirname, MAIN);
  let program;
  try {
    program = read(filename);
  } catch (error) {
    if (error.code !== 'ENOENT') end(`${filename} cannot be read: ${error.message}`);
    end(`${MAIN} belongs beside ${__filename}: copy it too`);
  }
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${program.content.toString('latin1')}\n})`;
  const cachedData = cached(program.stat);
  const script = new Script(wrapped, { filename, cachedData });
  script.runInThisContext()(exports, require, module, filename, __dirname);
}

/**
 * V8 runs what it is given here, unseen: only of this build, and of the program's owner alone. What is of another
 * Node it turns down by itself.
 */
function cached(program) {
  let cache;
  try {
    cache = read(join(__dirname, `${name}.${BUILD}.cache`));
  } catch {
    return undefined;
  }
  const isTrusted = cache.stat.uid === program.uid && (cache.stat.mode & 0o022) === 0;
  return isTrusted ? cache.content : undefined;
}

function read(file) {
  const descriptor = openSync(file, 'r');
  try {
    return { stat: fstatSync(descriptor), content: readFileSync(descriptor) };
  } finally {
    closeSync(descriptor);
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

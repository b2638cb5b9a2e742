#!/usr/bin/env node
// What stands at a program's name; the build puts it beside the program itself. A Node that is too old
// cannot parse that one, so this is of the syntax of Node 12, and says so before anything else happens.
// biome-ignore-start lint/style/useNodejsImportProtocol: Node 12 knows no node:
const { closeSync, fstatSync, openSync, readSync, writeSync } = require('fs');
const { Script } = require('vm');
// biome-ignore-end lint/style/useNodejsImportProtocol: as above

const OLDEST = [18, 19];
/** What the program prints for these words alone: the build asks it, so that a start needs no more. */
const ANSWERS = {};
/** The file beside this that has the program, and by command one that is enough for it, and read sooner. */
const MAIN = '';
const QUICK = {};
/**
 * Of each of its files, how the names begin of what start-cache.cjs kept: with a hash of it, which no other build has.
 * A quick command has a cache of its own, since to take up what others need takes longer.
 */
const CACHES = {};

/** Bytes that each of its files and caches has at most. */
const ROOM = 0;

/** What is loaded of its files, by their names. */
const parts = new Map();

/** A file of the program is not beside this, not to be read, or not whole. */
class Missing extends Error {}

const [major, minor] = process.versions.node.split('.').map(Number);
const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
if (isOld)
  end(`needs Node ${OLDEST.join('.')} or newer (https://nodejs.org); this is ${process.version}`);
if (process.argv.length !== 3 || !answer(process.argv[2])) start();

function start() {
  const word = process.argv[2];
  try {
    if (Object.hasOwn(QUICK, word)) load(QUICK[word], module, `.${word}`);
    else load(MAIN, module);
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    end(error.message);
  }
}

/**
 * Runs a file of the program, as `require` would, but with what start-cache.cjs kept of an earlier start: V8 need
 * not compile it again. The build made a function of the file.
 */
function load(file, target, command = '') {
  const filename = `${__dirname}/${file}`;
  // To touch memory for the first time takes longer than to read a file into it: the program is, and then its cache.
  const room = Buffer.allocUnsafeSlow(ROOM);
  let stat;
  let code;
  try {
    stat = read(filename, room);
    code = room.latin1Slice(0, stat.size);
  } catch (error) {
    if (error.code === 'ENOENT')
      throw new Missing(`${file} belongs beside ${__filename}: copy it too`);
    if (error.code) throw new Missing(`${filename} cannot be read: ${error.message}`);
    throw notWhole(filename);
  }
  const cacheFile = `${__dirname}/${CACHES[file]}${command}.cache`;
  // start-cache.cjs is told by it where to keep what it makes.
  const options = { filename, cachedData: cached(cacheFile, stat, room), cacheFile };
  let script;
  try {
    script = new Script(code, options);
  } catch {
    throw notWhole(filename);
  }
  script.runInThisContext()(target.exports, ask, target, filename, __dirname);
  return target.exports;
}

function notWhole(filename) {
  return new Missing(`${filename} is not whole: install it again`);
}

/** What the program has for `require`: of its own files, each is loaded once. */
function ask(id) {
  if (!parts.has(id)) {
    parts.set(id, id.startsWith('./') ? load(id.slice(2), { exports: {} }) : require(id));
  }
  return parts.get(id);
}
ask.main = module;

/**
 * V8 runs what it is given here, unseen: only of this build, and of the program's owner alone. What is of another
 * Node it turns down by itself.
 */
function cached(file, program, room) {
  let cache;
  try {
    cache = read(file, room);
  } catch {
    return undefined;
  }
  const isTrusted = cache.uid === program.uid && (cache.mode & 0o022) === 0;
  return isTrusted ? new Uint8Array(room.buffer, 0, cache.size) : undefined;
}

/** Each function of Node that is called for the first time has to be compiled: one call reads all. */
function read(file, room) {
  const descriptor = openSync(file, 'r');
  try {
    const stat = fstatSync(descriptor);
    const fits = stat.size > 0 && stat.size <= room.length;
    if (!fits || readSync(descriptor, room, 0, stat.size) < stat.size) throw new Error('not whole');
    return stat;
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
  const name = __filename.replace(/^.*\/|\.cjs$/g, '');
  writeSync(2, `${name}: ${why}\n`);
  process.exit(3);
}

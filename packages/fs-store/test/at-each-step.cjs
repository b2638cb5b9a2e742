// For what is preloaded into a child, which is CommonJS: calls back before each change of the file system
// that the child is about to make, with its number.
const fs = require('node:fs');

const NAMES = ['linkSync', 'renameSync', 'rmSync', 'unlinkSync'];
const FOLDERS = ['mkdirSync', 'mkdtempSync', 'rmdirSync'];
const PERMISSIONS = ['fchmodSync', 'fchownSync'];
const CHANGES = [...NAMES, ...FOLDERS, ...PERMISSIONS];
const WRITES = ['ftruncateSync', 'writeFileSync', 'writeSync'];

/** False for what is there already, or not there: these calls then do nothing. */
function changes(name, path) {
  if (name === 'mkdirSync') return !fs.existsSync(path);
  return name !== 'rmSync' || fs.existsSync(path);
}

module.exports = function atEachStep(onStep) {
  let step = 0;
  function count() {
    step += 1;
    onStep(step);
  }

  for (const name of [...CHANGES, ...WRITES]) {
    const original = fs[name];
    fs[name] = (...words) => {
      if (changes(name, words[0])) count();
      return original(...words);
    };
  }
  const { openSync } = fs;
  fs.openSync = (path, flags, ...rest) => {
    if (flags === 'wx' || (typeof flags === 'number' && flags & fs.constants.O_CREAT)) count();
    return openSync(path, flags, ...rest);
  };
};

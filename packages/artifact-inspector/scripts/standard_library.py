"""Writes src/policy/standard-library.ts: the top-level module names of Python's own library.

    python3 scripts/standard_library.py [other pythons ...] > src/policy/standard-library.ts

The names are those of the Python that runs this and of the other ones given, those that pickle maps
from Python 2, and those that older versions had.
"""
import _compat_pickle
import json
import subprocess
import sys
import textwrap

GONE = """asynchat asyncore binhex distutils formatter imp macpath macurl2path parser smtpd symbol
dummy_threading _dummy_threading _bootlocale compiler cPickle cStringIO commands copy_reg __builtin__
exceptions new os2 popen2 posixfile rexec Bastille sets sitecustomize usercustomize strop thread
urllib2 posix nt""".split()

names = set(sys.stdlib_module_names) | set(GONE)
names |= {module.split('.')[0] for module in _compat_pickle.IMPORT_MAPPING}
names |= {module.split('.')[0] for module, _ in _compat_pickle.NAME_MAPPING}
for python in sys.argv[1:]:
    script = 'import sys, json; print(json.dumps(list(sys.stdlib_module_names)))'
    names |= set(json.loads(subprocess.check_output([python, '-c', script])))

body = textwrap.fill(' '.join(sorted(names)), 98, initial_indent='  ', subsequent_indent='  ')
print(f'''// Made by scripts/standard_library.py.
const NAMES = `
{body}
`;

const MODULES = new Set(NAMES.trim().split(/\\s+/));

/**
 * Whether a module is Python's own: builtins, the standard library, and what these were called in
 * Python 2, which Python 3 still maps when it loads old pickles.
 *
 * @example isStandardLibrary('os.path') // true
 */
export function isStandardLibrary(module: string): boolean {{
  return MODULES.has(module.split('.', 1)[0] as string);
}}''')

"""Writes src/policy/standard-library.ts: the top-level module names of Python's own library.

    python3 scripts/standard_library.py PYTHON ... > src/policy/standard-library.ts

The names are those of the Python that runs this and of the others given (3.8 and 3.9 do not know their own:
those of their folder are taken), those that pickle maps from Python 2, and those that older versions had.
"""
import _compat_pickle
import json
import subprocess
import sys
import textwrap

GONE = """asynchat asyncore binhex distutils formatter imp macpath macurl2path parser smtpd symbol
dummy_threading _dummy_threading _bootlocale compiler cPickle cStringIO commands copy_reg __builtin__
exceptions new os2 popen2 posixfile rexec Bastille sets sitecustomize usercustomize strop thread
urllib2 posix nt test Tix""".split()

#: New in versions that may be missing here: 3.14.
NEW = 'annotationlib compression concurrent pathlib string _interpreters _interpchannels _interpqueues _zstd _remote_debugging'.split()

SCRIPT = '''
import json, os, pkgutil, sys, sysconfig
names = set(getattr(sys, 'stdlib_module_names', ())) or set(sys.builtin_module_names)
folders = [sysconfig.get_paths()[key] for key in ('stdlib', 'platstdlib')]
folders += [os.path.join(folder, 'lib-dynload') for folder in folders]
names |= {one.name for one in pkgutil.iter_modules(folders)}
print(json.dumps(sorted(name for name in names if name.isidentifier() and 'sysconfigdata' not in name)))
'''

names = set(sys.stdlib_module_names) | set(GONE) | set(NEW)
names |= {module.split('.')[0] for module in _compat_pickle.IMPORT_MAPPING}
names |= {module.split('.')[0] for module, _ in _compat_pickle.NAME_MAPPING}
for python in sys.argv[1:]:
    names |= set(json.loads(subprocess.check_output([python, '-c', SCRIPT])))

body = textwrap.fill(' '.join(sorted(names)), 98, initial_indent='  ', subsequent_indent='  ')
print(f'''// Made by scripts/standard_library.py.
const NAMES = `
{body}
`;

let modules: Set<string> | undefined;

/**
 * Whether a module is Python's own: builtins, the standard library, and the names that these had in
 * Python 2, which Python 3 still maps when it loads old pickles.
 *
 * @example isStandardLibrary('os.path') // true
 */
export function isStandardLibrary(module: string): boolean {{
  modules ??= new Set(NAMES.trim().split(/\\s+/));
  return modules.has(module.split('.', 1)[0] as string);
}}''')

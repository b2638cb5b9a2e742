"""Loads files for real, and tells what loading them does beyond making objects.

    python3 scripts/watch_loading.py FOLDER NAMES [SECONDS]

NAMES is a file with one JSON document a line: a file of FOLDER and the imports that it is allowed, each
as "module name". One JSON document a line is printed for each file that does more: the file and what it did.
The last line is the number of files that were loaded without an error. What joblib loads is loaded by pickle
too, which ends where joblib's first array is: it may do no more until then.

Each file is loaded in a process of its own, whose memory and time are bounded, under an audit hook of
Python and an import hook: what is imported has to be allowed to the file; files that are opened, programs
that are started, code that is compiled or run, and all else that Python audits, is told.
"""
import json
import os
import pickle
import re
import resource
import signal
import sys
import warnings

os.environ.setdefault('OMP_NUM_THREADS', '1')
os.environ.setdefault('OPENBLAS_NUM_THREADS', '1')
warnings.simplefilter('ignore')

# Codecs are looked up when they are first used.
import encodings.ascii, encodings.cp437, encodings.latin_1, encodings.raw_unicode_escape  # noqa: F401, E401

import joblib
import numpy

# Of processor time, where none are given: each of these files is loaded in a small part of one.
SECONDS = 5
# Address space, of which Python with all libraries takes the most.
MEMORY = 4 * 2 ** 30
# What loading may take beyond that, in KiB; the files have 100 KiB at most.
GROWTH = 256 * 1024

HARMLESS = {
    'object.__getattr__', 'object.__setattr__', 'object.__delattr__', 'sys._getframe', 'array.__new__', 'builtins.id',
    'gc.get_objects', 'sys.unraisablehook', 'sys._getframemodulename', 'sys.setswitchinterval', 'cpython.PyInterpreterState_Clear',
    'os.putenv', 'time.sleep',
}


class Watch:
    """What the file that is being loaded does."""

    allowed = None
    modules = frozenset()
    path = None
    quiet = False
    # By pickle itself, a file may ask for a module that there is not.
    by_pickle = False
    missing = None

    def __init__(self):
        self.seen = []

    def hook(self, event, args):
        if self.allowed is None or self.quiet:
            return
        if event == 'pickle.find_class':
            # What the module itself does when it is imported is no doing of the file.
            self.quiet = True
            self.missing = None
            try:
                __import__(args[0])
            except Exception:
                self.missing = args[0] if self.by_pickle else None
            self.quiet = False
            name = f'{args[0]} {args[1]}'
            if name not in self.allowed and self.missing is None:
                self.tell('imports ' + name)
        elif event == 'open' and args[0] == self.path and args[1] in ('rb', 'r'):
            return
        elif event == 'import' and (args[0] == self.missing or args[0] in self.modules or is_of_library(args[0])):
            return
        elif event.startswith('ctypes.') and self.allowed & BOOSTERS:
            # Its bytes are handed to the library.
            return
        elif event == 'compile' and self.path.endswith(('.npy', '.npz')) and HEADER.match(args[0] or b''):
            # numpy has Python parse its headers, as literals.
            return
        elif event == 'open' and ZONES.search(str(args[0])) and args[1] in ('r', 'rb'):
            return
        elif event not in HARMLESS:
            self.tell(f'{event} {args!r:.200}')

    def tell(self, what):
        if len(self.seen) < 5:
            self.seen.append(what)


BOOSTERS = {'xgboost.core Booster', 'lightgbm.basic Booster'}
HEADER = re.compile(rb"\{'descr': (?:'[ -&(-\[\]-~\x80-\xff]*'|[\w\s()\[\],:{}])*\}\s*$")
# pytz looks into its own files.
ZONES = re.compile(r'/zoneinfo/[\w/+-]+(?:\.tab)?$')
KNOWN = ('numpy', 'scipy', 'sklearn', 'pandas', 'joblib', 'xgboost')


def is_of_library(module):
    return module.split('.', 1)[0] in KNOWN


WATCH = Watch()


def load_as_named(path):
    """As the name says."""
    if not path.endswith(('.npy', '.npz')):
        joblib.load(path)
        return
    value = numpy.load(path, allow_pickle=True)
    if isinstance(value, numpy.lib.npyio.NpzFile):
        for name in value.files:
            value[name]


def load_by_pickle(path):
    WATCH.by_pickle = True
    try:
        with open(path, 'rb') as file:
            pickle.load(file)
    except MemoryError:
        raise
    except BaseException:
        pass


def load(folder, name, allowed, seconds):
    """In a process of its own; returns what is to be told."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        # What is raised at the end of an object is printed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        signal.alarm(60 * seconds)
        WATCH.path = os.path.join(folder, name)
        WATCH.modules = {name.split()[0] for name in allowed} | set(sys.modules)
        WATCH.allowed = frozenset(allowed)
        result = 'loaded'
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            load_as_named(WATCH.path)
        except MemoryError:
            result = 'MemoryError'
        except BaseException:
            result = 'error'
        if result != 'MemoryError' and not name.endswith(('.npy', '.npz')):
            try:
                load_by_pickle(WATCH.path)
            except MemoryError:
                result = 'MemoryError'
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        WATCH.allowed = None
        if grown > GROWTH:
            WATCH.tell(f'takes {grown} KiB')
        os.write(write, json.dumps([result, WATCH.seen]).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, 'rb') as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    if status != 0 or not answer:
        return 'died', [f'ends with {signal.Signals(status & 127).name if status & 127 else status}']
    result, seen = json.loads(answer)
    return result, seen + (['takes all memory'] if result == 'MemoryError' else [])


def preload(wanted):
    """So that what a module does when it is imported is done."""
    for module in sorted({name.split()[0] for name in wanted}):
        try:
            __import__(module)
        except Exception:
            pass


if __name__ == '__main__':
    folder, names, seconds = [*sys.argv[1:], SECONDS][:3]
    with open(names) as file:
        wanted = [json.loads(line) for line in file]
    preload({name for _, allowed in wanted for name in allowed})
    sys.addaudithook(WATCH.hook)
    loaded = 0
    for name, allowed in wanted:
        result, seen = load(folder, name, allowed, int(seconds))
        loaded += result == 'loaded'
        if seen:
            print(json.dumps([name, seen]), flush=True)
    print(loaded)

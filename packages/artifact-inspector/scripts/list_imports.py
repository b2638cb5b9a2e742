"""Prints what joblib's own unpickler would import from files, without importing or calling anything.

    python3 scripts/list_imports.py FOLDER

One JSON document a line: a file's name and one "module name", in order; the last of a file has null in
its place, or "crash" where numpy fell. The walk of a file ends, without a word, at its first error. numpy's dtype and ndarray and joblib's wrapper are the real ones, since they
decide where arrays end; all else is replaced by a class that takes everything.
"""
import io
import json
import multiprocessing
import os
import pickle
import resource
import sys
import zlib

import numpy
from joblib import numpy_pickle

REAL = {
    ('joblib.numpy_pickle', 'NumpyArrayWrapper'): numpy_pickle.NumpyArrayWrapper,
    ('numpy', 'ndarray'): numpy.ndarray,
    ('numpy', 'dtype'): numpy.dtype,
}


class Anything:
    def __init__(self, *args, **kwargs):
        pass

    def __new__(cls, *args, **kwargs):
        return object.__new__(cls)

    def __setstate__(self, state):
        pass

    def __setitem__(self, key, value):
        pass

    def append(self, value):
        pass

    def extend(self, values):
        pass

    def add(self, value):
        pass


def tell(*line):
    os.write(1, (json.dumps(line) + '\n').encode())


def stand_in(file, module, name):
    tell(file, f'{module} {name}')
    return REAL.get((module, name)) or type('StandIn', (Anything,), {})


class Outer(numpy_pickle.NumpyUnpickler):
    def find_class(self, module, name):
        return stand_in(self.name, module, name)


class Nested(pickle._Unpickler):
    def find_class(self, module, name):
        return stand_in(self.name, module, name)


def walk(folder, name):
    def load_nested(file):
        nested = Nested(file)
        nested.name = name
        return nested.load()

    numpy_pickle.pickle.load = load_nested
    with open(os.path.join(folder, name), 'rb') as file:
        content = file.read()
    try:
        if content[:1] == b'\x78':
            content = zlib.decompress(content)
        elif content[:2] == b'\x1f\x8b':
            content = zlib.decompress(content, 31)
        outer = Outer('', io.BytesIO(content))
        outer.name = name
        outer.load()
    except (Exception, MemoryError):
        pass
    tell(name, None)


def walk_all(folder, names, reached):
    """In a process of its own, since a damaged dtype can bring numpy, and so Python, down."""
    child = os.fork()
    if child == 0:
        # A damaged length may ask for any amount of memory: that is an error of the file.
        resource.setrlimit(resource.RLIMIT_AS, (2 ** 31, 2 ** 31))
        for at in range(reached.value, len(names)):
            reached.value = at
            walk(folder, names[at])
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return status == 0


if __name__ == '__main__':
    folder = sys.argv[1]
    names = sorted(os.listdir(folder))
    reached = multiprocessing.Value('q', 0)
    while not walk_all(folder, names, reached):
        tell(names[reached.value], 'crash')
        reached.value += 1

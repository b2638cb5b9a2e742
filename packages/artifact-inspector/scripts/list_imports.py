"""Prints what joblib's own unpickler would import from files, without importing or calling anything.

    python3 scripts/list_imports.py FOLDER

One JSON document: file name to the list of "module name" in order. The walk of a file ends, without a
word, at its first error. numpy's dtype and ndarray and joblib's wrapper are the real ones, since they
decide where arrays end; all else is replaced by a class that takes everything.
"""
import io
import json
import os
import pickle
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


def stand_in(seen, module, name):
    seen.append(f'{module} {name}')
    return REAL.get((module, name)) or type('StandIn', (Anything,), {})


class Outer(numpy_pickle.NumpyUnpickler):
    def find_class(self, module, name):
        return stand_in(self.seen, module, name)


class Nested(pickle._Unpickler):
    def find_class(self, module, name):
        return stand_in(self.seen, module, name)


def imports_of(path):
    seen = []

    def load_nested(file):
        nested = Nested(file)
        nested.seen = seen
        return nested.load()

    numpy_pickle.pickle.load = load_nested
    with open(path, 'rb') as file:
        content = file.read()
    try:
        if content[:1] == b'\x78':
            content = zlib.decompress(content)
        elif content[:2] == b'\x1f\x8b':
            content = zlib.decompress(content, 31)
        outer = Outer('', io.BytesIO(content))
        outer.seen = seen
        outer.load()
    except (Exception, MemoryError):
        pass
    return seen


# A damaged length may ask for any amount of memory: that is an error of the file, not of this script.
if hasattr(os, 'fork'):
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (2 ** 31, 2 ** 31))
names = sorted(os.listdir(sys.argv[1]))
json.dump({name: imports_of(os.path.join(sys.argv[1], name)) for name in names}, sys.stdout)

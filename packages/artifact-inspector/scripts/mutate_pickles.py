"""Makes pickles that are well formed and wrong: values of real files in the places of others.

    python3 scripts/mutate_pickles.py SAMPLES OUT COUNT SEED

Files of SAMPLES (see make_samples.py; those by pickle's protocols and joblib's plain ones) are cut into
instructions, and those into values: the spans of instructions that put one object on the stack. A
mutation changes an argument, a name or an instruction, puts one value in the place of another, calls
something with a value, or adds to a state. Called is what real files call, by names/.
"""
import io
import os
import pickletools
import random
import sys

from joblib import numpy_pickle

from allow_list import read_names

LONGEST = 60_000
LONGEST_GRAFT = 3_000

NUMBERS = [0, 1, 2, 3, 7, 16, 255, 256, 65_535, 2 ** 31 - 1, 2 ** 31, 2 ** 40, 2 ** 63 - 1, 2 ** 63, 10 ** 30,
           -1, -2, -2 ** 31, -2 ** 63]
TEXTS = ['', 'O', 'O8', 'f8', 'i8', 'U1000000000', 'V16', 'S0', 'U0', 'M8', '|', '>', '<', '=', 'C', 'F', 'a', '1E9999999',
         '__class__', '__dict__', '__array_interface__', '__array__', '__setstate__', '__reduce__', '__len__',
         '__getattr__', '__module__', '__init__', '__hash__', '__eq__', 'dtype', 'shape', 'os.system', 'eval', '../x',
         '/etc/passwd', '\u202e', 'x' * 5000, 'sqrt', 'exec', 'estimators_', '_sklearn_version', 'MT19937']
HOSTILE = [('posix', 'system'), ('builtins', 'eval'), ('builtins', 'getattr'), ('numpy', 'load'), ('os', 'listdir'),
           ('builtins', 'range'), ('operator', 'attrgetter'), ('functools', 'partial'), ('joblib', 'load'),
           ('sklearn.datasets', 'load_files'), ('collections', 'deque'), ('decimal', 'Decimal'), ('types', 'SimpleNamespace')]


class Op:
    """An instruction, by its name in pickletools; `raw` are its bytes, of an array's bytes too."""

    def __init__(self, name, raw, arg=None):
        self.name, self.raw, self.arg = name, raw, arg


def line_op(module, name):
    return Op('GLOBAL', b'c%s\n%s\n' % (module.encode(), name.encode()), f'{module} {name}')


def int_op(value):
    if 0 <= value < 256:
        return Op('BININT1', b'K' + bytes([value]), value)
    if -2 ** 31 <= value < 2 ** 31:
        return Op('BININT', b'J' + value.to_bytes(4, 'little', signed=True), value)
    data = value.to_bytes(value.bit_length() // 8 + 1, 'little', signed=True)
    return Op('LONG1', b'\x8a' + bytes([len(data)]) + data, value)


def text_op(value):
    data = value.encode('utf-8', 'surrogatepass')
    return Op('BINUNICODE', b'X' + len(data).to_bytes(4, 'little') + data, value)


def put_op(index):
    return Op('LONG_BINPUT', b'r' + index.to_bytes(4, 'little'), index)


def get_op(index):
    return Op('LONG_BINGET', b'j' + index.to_bytes(4, 'little'), index)


class Arrays(numpy_pickle.NumpyUnpickler):
    """Notes where the bytes of arrays are, which follow the BUILD of their wrapper."""

    dispatch = numpy_pickle.NumpyUnpickler.dispatch.copy()
    found = ()

    def load_build(self):
        before = self.file_handle.tell()
        super().load_build()
        after = self.file_handle.tell()
        if after > before:
            self.found += ((before, after),)

    dispatch[b'b'[0]] = load_build


def arrays_in(content):
    reader = Arrays('', io.BytesIO(content), False) if EXTRA else Arrays('', io.BytesIO(content))
    reader.load()
    return dict(reader.found)


EXTRA = numpy_pickle.NumpyUnpickler.__init__.__code__.co_argcount == 5


def instructions(content):
    """The instructions, without frames, with every index of the memo written out and every import in one."""
    arrays = arrays_in(content)
    file, ops, memo = io.BytesIO(content), [], {}
    while True:
        start = file.tell()
        opcode = pickletools.code2op[file.read(1).decode('latin-1')]
        arg = opcode.arg.reader(file) if opcode.arg else None
        raw = content[start:file.tell()]
        end = arrays.get(file.tell())
        if opcode.name == 'BUILD' and end:
            raw = content[start:end]
            file.seek(end)
        if opcode.name in ('PROTO', 'FRAME'):
            continue
        if opcode.name == 'MEMOIZE':
            ops.append(put_op(len(memo)))
            memo[len(memo)] = ops[-2]
        elif opcode.name in ('PUT', 'BINPUT', 'LONG_BINPUT'):
            ops.append(put_op(int(arg)))
            memo[int(arg)] = ops[-2]
        elif opcode.name in ('GET', 'BINGET', 'LONG_BINGET'):
            kept = memo.get(int(arg))
            ops.append(kept if is_simple(kept) else get_op(int(arg)))
        elif opcode.name == 'STACK_GLOBAL':
            ops.append(global_of(ops))
        else:
            ops.append(Op(opcode.name, raw, arg))
        if opcode.name == 'STOP':
            return ops


def is_simple(op):
    return op is not None and (op.name == 'GLOBAL' or 'UNICODE' in op.name)


def global_of(ops):
    """In the place of two texts, which may be kept in the memo."""
    words = []
    while len(words) < 2:
        op = ops.pop()
        if op.name != 'LONG_BINPUT':
            words.append(op.arg)
    return line_op(words[1], words[0])


def spans_of(ops):
    """Start and end of each value."""
    spans, stack = [], []
    for at, op in enumerate(ops):
        code = OPCODES[op.name]
        if op.name == 'LONG_BINPUT':
            if spans and stack and spans[-1][0] == stack[-1]:
                spans[-1] = (spans[-1][0], at + 1)
            continue
        if op.name == 'MARK':
            stack.append(None)
            continue
        before = code.stack_before
        start = at
        if pickletools.markobject in before:
            below = before.index(pickletools.markobject)
            while stack and stack[-1] is not None:
                start = stack.pop()
            if stack:
                stack.pop()
            start = mark_before(ops, start)
            for _ in range(below):
                start = stack.pop() if stack and stack[-1] is not None else start
        else:
            for _ in before:
                if stack and stack[-1] is not None:
                    start = stack.pop()
        for _ in code.stack_after:
            stack.append(start)
            spans.append((start, at + 1))
    return spans


def mark_before(ops, start):
    return start - 1 if start > 0 and ops[start - 1].name == 'MARK' else start


OPCODES = {opcode.name: opcode for opcode in pickletools.opcodes}


def graft_of(ops, spans, number):
    """A value of one file for another: its memo gets indices of its own; None where it refers to outside."""
    start, end = random.choice(spans)
    part = ops[start:end]
    if sum(len(op.raw) for op in part) > LONGEST_GRAFT or any(op.name == 'STOP' for op in part):
        return None
    kept = {op.arg for op in part if op.name == 'LONG_BINPUT'}
    if any(op.name == 'LONG_BINGET' and op.arg not in kept for op in part):
        return None
    base = 10_000 * (number + 1)
    moved = {'LONG_BINPUT': put_op, 'LONG_BINGET': get_op}
    return [moved[op.name](base + op.arg % 10_000) if op.name in moved else op for op in part]


def target_of(ops, spans):
    """A value whose parts nothing outside refers to, if one is found soon."""
    for _ in range(8):
        start, end = random.choice(spans)
        kept = {op.arg for op in ops[start:end] if op.name == 'LONG_BINPUT'}
        if end < len(ops) and not any(op.name == 'LONG_BINGET' and op.arg in kept for op in ops[end:]):
            break
    return start, end


ALIKE = [
    ('EMPTY_LIST', b']'), ('EMPTY_TUPLE', b')'), ('EMPTY_DICT', b'}'), ('EMPTY_SET', b'\x8f'), ('NONE', b'N'),
    ('NEWTRUE', b'\x88'), ('NEWFALSE', b'\x89')]
SWAPS = {
    'REDUCE': [('NEWOBJ', b'\x81')], 'NEWOBJ': [('REDUCE', b'R')], 'TUPLE': [('LIST', b'l'), ('FROZENSET', b'\x91')],
    'BUILD': [('APPEND', b'a')], 'APPEND': [('BUILD', b'b')], 'TUPLE2': [('TUPLE1', b'\x85'), ('TUPLE3', b'\x87')],
    'APPENDS': [('ADDITEMS', b'\x90'), ('SETITEMS', b'u')], 'SETITEMS': [('APPENDS', b'e')],
    'SETITEM': [('APPEND', b'a')], 'TUPLE1': [('TUPLE2', b'\x86')], 'TUPLE3': [('TUPLE2', b'\x86')]}


def mutate(ops, spans, pool, callables, number):
    kind = random.random()
    at = random.randrange(len(ops))
    op = ops[at]
    if kind < 0.4 or len(ops) < 3:
        other, others, _ = random.choice(pool)
        part = graft_of(other, others, number)
        if part is None:
            return ops
        start, end = target_of(ops, spans)
        return ops[:start] + part + ops[end:]
    if kind < 0.6:
        same = [at for at, op in enumerate(ops) if 'INT' in op.name or 'LONG' in op.name and 'GET' not in op.name]
        return replaced(ops, same, lambda _: int_op(random.choice(NUMBERS)))
    if kind < 0.7:
        same = [at for at, op in enumerate(ops) if 'UNICODE' in op.name]
        return replaced(ops, same, lambda _: text_op(random.choice(TEXTS)))
    if kind < 0.8:
        same = [at for at, op in enumerate(ops) if op.name == 'GLOBAL']
        return replaced(ops, same, lambda _: line_op(*random.choice(callables)))
    if kind < 0.85:
        same = [at for at, op in enumerate(ops) if op.name in SWAPS]
        return replaced(ops, same, lambda op: Op(*random.choice(SWAPS[op.name])))
    if kind < 0.93:
        start, end = target_of(ops, spans)
        call = [line_op(*random.choice(callables)), *ops[start:end]]
        for _ in range(random.randrange(3)):
            call.append(random.choice([int_op(random.choice(NUMBERS)), text_op(random.choice(TEXTS)), Op(*random.choice(ALIKE))]))
        count = len(call) - 1 - (end - start) + 1
        closing = {1: ('TUPLE1', b'\x85'), 2: ('TUPLE2', b'\x86'), 3: ('TUPLE3', b'\x87')}[count]
        return ops[:start] + call + [Op(*closing), Op('REDUCE', b'R')] + ops[end:]
    builds = [at for at, op in enumerate(ops) if op.name == 'BUILD']
    if not builds or ops[at].name == 'STOP':
        return ops
    at = random.choice(builds)
    part = graft_of(*random.choice(pool)[:2], number) or [int_op(random.choice(NUMBERS))]
    return ops[:at] + [text_op(random.choice(TEXTS)), *part, Op('SETITEM', b's')] + ops[at:]


def replaced(ops, places, make):
    if not places:
        return ops
    at = random.choice(places)
    return ops[:at] + [make(ops[at])] + ops[at + 1:]


def written(ops, protocol):
    """By protocol 2 and below, Python looks for names of Python 2."""
    return b'\x80' + bytes([protocol]) + b''.join(op.raw for op in ops)


def is_cut(folder, entry):
    return entry.split('.')[1][:2] not in ('zl', 'gz', 'bz', 'lz', 'xz') and os.path.getsize(f'{folder}/{entry}') <= LONGEST


def read_pool(folder, most):
    """Of so many files at most: to cut them takes longer than to mutate them."""
    entries = [entry for entry in sorted(os.listdir(folder)) if is_cut(folder, entry)]
    pool = []
    for entry in random.sample(entries, min(most, len(entries))):
        with open(f'{folder}/{entry}', 'rb') as file:
            try:
                content = file.read()
                ops = instructions(content)
                pool.append((ops, spans_of(ops), content[1] if content[0] == 0x80 else 2))
            except Exception as error:
                print(f'not cut: {entry}: {error!r}', file=sys.stderr)
    return pool


if __name__ == '__main__':
    samples, out, count, seed = sys.argv[1:]
    random.seed(int(seed))
    os.makedirs(out, exist_ok=True)
    pool = read_pool(samples, int(count))
    callables = HOSTILE + 3 * sorted(read_names()[0]['called'])
    for number in range(int(count)):
        ops, spans, protocol = random.choice(pool)
        for change in range(random.choice((1, 1, 1, 2, 3))):
            ops = mutate(ops, spans if change == 0 else spans_of(ops), pool, callables, change)
        with open(f'{out}/{number}', 'wb') as file:
            file.write(written(ops, protocol))

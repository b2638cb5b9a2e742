import type { ByteSource } from '../bytes/byte-source.js';
import { refuse } from '../findings/refusal.js';
import { addItems, append, setItems } from '../loading/update.js';
import {
  parseFloatLine,
  parseIndex,
  parseInteger,
  parseLong,
  parseQuoted,
  parseRawUnicode,
  readBytes,
  readDigits,
  readInteger,
  readLine,
  readText,
} from './literals.js';
import type { Machine, Pause } from './machine.js';
import { Op } from './opcodes.js';

type Operation = (machine: Machine, source: ByteSource) => void;

const pushNumber: Operation = ({ stack, decoder }) => stack.push(decoder.number);
const pushInteger: Operation = (m, source) => m.stack.push(readInteger(m, source));
const pushUtf8: Operation = (m, source) => m.stack.push(readText(m, source, 'utf8'));
const pushLatin1: Operation = (m, source) => m.stack.push(readText(m, source, 'latin1'));
const pushBytes: Operation = (m, source) => m.stack.push(readBytes(m, source));
const pushEntry: Operation = (m) => m.pushEntry(m.decoder.number);
const store: Operation = (m) => m.memo.put(m.decoder.number, m.stack.peek());
const refuseExtension: Operation = () => refuse('extension-code');
const refusePersistent: Operation = () => refuse('persistent-id');
const refuseBuffer: Operation = () => refuse('out-of-band-buffer');

const OPERATIONS: Readonly<Record<Op, Operation>> = {
  [Op.NONE]: ({ stack }) => stack.push(null),
  [Op.NEWTRUE]: ({ stack }) => stack.push(true),
  [Op.NEWFALSE]: ({ stack }) => stack.push(false),
  [Op.BININT]: pushNumber,
  [Op.BININT1]: pushNumber,
  [Op.BININT2]: pushNumber,
  [Op.BINFLOAT]: pushNumber,
  [Op.INT]: ({ stack, decoder }) => stack.push(readDigits(decoder, parseInteger)),
  [Op.LONG]: ({ stack, decoder }) => stack.push(readDigits(decoder, parseLong)),
  [Op.FLOAT]: ({ stack, decoder }) => stack.push(parseFloatLine(decoder.line)),
  [Op.LONG1]: pushInteger,
  [Op.LONG4]: pushInteger,
  [Op.SHORT_BINUNICODE]: pushUtf8,
  [Op.BINUNICODE]: pushUtf8,
  [Op.BINUNICODE8]: pushUtf8,
  [Op.SHORT_BINSTRING]: pushLatin1,
  [Op.BINSTRING]: pushLatin1,
  [Op.STRING]: (m, source) => m.stack.push(readLine(m, source, parseQuoted)),
  [Op.UNICODE]: (m, source) => m.stack.push(readLine(m, source, parseRawUnicode)),
  [Op.SHORT_BINBYTES]: pushBytes,
  [Op.BINBYTES]: pushBytes,
  [Op.BINBYTES8]: pushBytes,
  [Op.BYTEARRAY8]: pushBytes,

  [Op.MARK]: ({ stack }) => stack.mark(),
  [Op.POP]: ({ stack }) => stack.popValueOrMark(),
  [Op.POP_MARK]: ({ stack }) => stack.popMark(),
  [Op.DUP]: ({ stack }) => stack.push(stack.peek()),

  [Op.GET]: (m) => m.pushEntry(parseIndex(m.decoder.line)),
  [Op.BINGET]: pushEntry,
  [Op.LONG_BINGET]: pushEntry,
  [Op.PUT]: ({ stack, memo, decoder }) => memo.put(parseIndex(decoder.line), stack.peek()),
  [Op.BINPUT]: store,
  [Op.LONG_BINPUT]: store,
  [Op.MEMOIZE]: ({ stack, memo }) => memo.add(stack.peek()),

  [Op.EMPTY_LIST]: (m) => m.pushSequence('list', []),
  [Op.EMPTY_TUPLE]: (m) => m.pushSequence('tuple', []),
  [Op.EMPTY_SET]: (m) => m.pushSequence('set', []),
  [Op.EMPTY_DICT]: (m) => m.pushDictionary([]),
  [Op.LIST]: (m) => m.pushSequence('list', m.stack.popMark()),
  [Op.TUPLE]: (m) => m.pushSequence('tuple', m.stack.popMark()),
  [Op.FROZENSET]: (m) => m.pushSequence('set', m.stack.popMark()),
  [Op.DICT]: (m) => m.pushDictionary(m.stack.popMark()),
  [Op.TUPLE1]: (m) => m.pushSequence('tuple', [m.stack.pop()]),
  [Op.TUPLE2]: (m) => m.pushSequence('tuple', m.stack.popTwo()),
  [Op.TUPLE3]: (m) => m.pushSequence('tuple', m.stack.popThree()),

  [Op.APPEND]: (m) => m.update(append, [m.stack.pop()]),
  [Op.APPENDS]: (m) => m.update(append, m.stack.popMark()),
  [Op.ADDITEMS]: (m) => m.update(addItems, m.stack.popMark()),
  [Op.SETITEM]: (m) => m.update(setItems, m.stack.popTwo()),
  [Op.SETITEMS]: (m) => m.update(setItems, m.stack.popMark()),

  [Op.GLOBAL]: (m) => m.pushImport(m.decoder.line, m.decoder.secondLine),
  [Op.STACK_GLOBAL]: (m) => m.pushImport(...m.stack.popTwo()),
  [Op.REDUCE]: (m) => m.pushCall(...m.stack.popTwo()),
  [Op.INST]: (m) => {
    const args = m.stack.popMark();
    m.pushImport(m.decoder.line, m.decoder.secondLine);
    const callee = m.stack.pop();
    m.pushSequence('tuple', args);
    m.pushCall(callee, m.stack.pop());
  },
  [Op.OBJ]: (m) => {
    const [callee = null, ...args] = m.stack.popMark();
    m.pushSequence('tuple', args);
    m.pushCall(callee, m.stack.pop());
  },
  [Op.NEWOBJ]: (m) => m.pushBuilt(...m.stack.popTwo(), null),
  [Op.NEWOBJ_EX]: (m) => m.pushBuilt(...m.stack.popThree()),
  [Op.BUILD]: (m) => m.setState(m.stack.pop()),

  [Op.PROTO]: ({ decoder }) => void (decoder.number > 5 && refuse('protocol')),
  [Op.FRAME]: ({ decoder }, source) => decoder.openFrame(source, decoder.number),
  [Op.STOP]: (m) => m.stop(),

  [Op.PERSID]: refusePersistent,
  [Op.BINPERSID]: refusePersistent,
  [Op.EXT1]: refuseExtension,
  [Op.EXT2]: refuseExtension,
  [Op.EXT4]: refuseExtension,
  [Op.NEXT_BUFFER]: refuseBuffer,
  [Op.READONLY_BUFFER]: refuseBuffer,
};

/** By opcode, as an array: the lookup for each instruction has to be quick. */
const BY_CODE = Array.from({ length: 256 }, (_, code) => OPERATIONS[code as Op]);

/** Carries out instructions until the machine needs something from outside, or is done. */
export function run(machine: Machine, source: ByteSource): Pause {
  const { decoder, budget } = machine;
  machine.pause = null;
  for (;;) {
    if (!decoder.next(source)) return { kind: 'need', bytes: decoder.needed };
    budget.countOpcode();
    (BY_CODE[decoder.code] as Operation)(machine, source);
    if (decoder.skipped > 0) return { kind: 'skip', bytes: decoder.skipped };
    if (machine.pause) return machine.pause;
  }
}

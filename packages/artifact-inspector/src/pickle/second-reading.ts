import { isUtf8 } from 'node:buffer';
import type { ByteSource } from '../bytes/byte-source.js';
import { Refusal, refuse } from '../findings/refusal.js';
import { isListedModule } from '../policy/allow-list.js';
import { isLibrary } from '../policy/libraries.js';
import { HUGE, isNode, OTHER, type Value } from '../values/values.js';
import { Decoder, headOf } from './decoder.js';
import { Op } from './opcodes.js';
import type { Memo, Stack } from './stack.js';
import { isWrong, LINES, numberOfLine } from './wrong-arguments.js';

/** Bytes that are looked at: a real array is given away by its first few. */
const LOOK_AHEAD = 64 * 1024;

/** Where `pickle.load` is in a stream that joblib reads otherwise. */
export interface Beginning {
  /** It is not kept. */
  readonly stack: Stack;
  /** It is not kept. */
  readonly memo: Memo;
  /** Size of the whole stream in bytes; infinite where that is not known. */
  readonly size: number;
  /** Whether joblib goes on reading instructions too: those of an array of objects, with a memo of their own. */
  readonly ofObjects: boolean;
}

/**
 * Refuses a file that does one thing in `pickle.load` and another in joblib. pickle knows nothing of
 * joblib's arrays: where one begins, it goes on reading instructions with what it has read before.
 *
 * Harmless is a reading that ends, with an error or with STOP, before it imports or calls anything, gives
 * something to an object that may have code of its own, or takes memory or time beyond its size. The
 * numbers of real arrays end it very soon, and so do real arrays of objects: they ask for the module of
 * numpy by its number, and get something else.
 */
export async function refuseSecondReading(source: ByteSource, from: Beginning): Promise<void> {
  const isRest = !(await source.fill(LOOK_AHEAD));
  const { position } = source;
  const size = isRest ? source.offset + source.end - position : from.size;
  const acts = new Reading(source, { ...from, size }).acts();
  source.position = position;
  if (acts) refuse('second-reading');
}

/** What an instruction does; where it is an error to Python, it throws a Refusal with a reason. */
type Step = 'acts' | 'goes on' | 'ends';

/** Stand for all that is made meanwhile. */
const LIST: Value = { kind: 'list', items: [], dropped: 0 };
const TUPLE: Value = { kind: 'tuple', items: [], dropped: 0 };
const SET: Value = { kind: 'set', items: [], dropped: 0 };
const DICT: Value = {
  kind: 'dict',
  entries: new Map(),
  others: [],
  dropped: 0,
  otherKeys: 0,
  unsafeKey: false,
  final: true,
};
const BYTES: Value = { kind: 'bytes', length: 0, data: null };
const TEXT: Value = '';
/** Or None, or bytes. */
const NUMBER: Value = 0;

/**
 * What pickle does. Where it is not certain that Python ends, it goes on, and where it is not certain that
 * this is harmless, it acts.
 */
class Reading {
  readonly #decoder = new Decoder();
  readonly #stack;
  readonly #memo;
  readonly #size;
  readonly #ofObjects;

  constructor(
    private readonly source: ByteSource,
    { stack, memo, size, ofObjects }: Beginning,
  ) {
    this.#stack = stack;
    this.#memo = memo;
    this.#size = size;
    this.#ofObjects = ofObjects;
  }

  acts(): boolean {
    try {
      let step: Step = 'goes on';
      while (step === 'goes on') step = this.#next();
      return step === 'acts';
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Python has none of our limits.
      return typeof error.cause !== 'string';
    }
  }

  #next(): Step {
    const { source } = this;
    const { window, position, end } = source;
    if (position >= end) return source.offset >= this.#size ? 'ends' : 'acts';
    const code = window[position] as Op;
    if (ENDS.has(code)) return 'ends';
    if (code === Op.GLOBAL || code === Op.INST) return this.#import(code);
    const decoder = this.#decoder;
    const isRead = decoder.next(source);
    if (isRead && decoder.skipped === 0) {
      const { payloadStart, payloadEnd } = decoder;
      if (isWrong(code, window.subarray(payloadStart, payloadEnd))) return 'ends';
      return this.#carryOut(code, decoder);
    }
    // What begins wrong is wrong wherever it ends; what does not end within the file is an error too.
    if (isWrong(code, window.subarray(position + 1 + headOf(code), end))) return 'ends';
    if (LINES.has(code)) return source.offset + end - position >= this.#size ? 'ends' : 'acts';
    const needed = isRead ? decoder.skipped : decoder.needed;
    return source.offset + needed > this.#size ? 'ends' : 'acts';
  }

  /** The module is imported before it is asked for the name. */
  #import(code: Op): Step {
    if (code === Op.INST) this.#stack.popMark();
    const { window, position, end } = this.source;
    const rest = window.subarray(position + 1, end);
    const module = rest.subarray(0, Math.max(rest.indexOf('\n'), 0));
    return isUtf8(module) && MODULE.test(module.toString()) ? 'acts' : 'ends';
  }

  /**
   * An array of objects asks for numpy's dtype, by the number that the text `numpy` has in the memo. Any
   * other module has none, and to import it is harmless but for those that do something then.
   */
  #importFromStack(module: Value, name: Value): Step {
    if (!isText(module) || !isText(name)) return 'ends';
    const isHarmless = this.#ofObjects && typeof module === 'string' && name === 'dtype';
    return isHarmless && !mayHaveDtype(module) ? 'ends' : 'acts';
  }

  #carryOut(code: Op, decoder: Decoder): Step {
    const stack = this.#stack;
    switch (code) {
      case Op.STOP:
        return 'ends';
      case Op.PROTO:
        return decoder.number > 5 ? 'ends' : 'goes on';
      case Op.FRAME:
        // It is read ahead to its end.
        return this.source.offset + decoder.number > this.#size ? 'ends' : 'goes on';
      case Op.READONLY_BUFFER:
        stack.peek();
        return 'goes on';
      case Op.MARK:
        stack.mark();
        return 'goes on';
      case Op.POP:
        stack.popValueOrMark();
        return 'goes on';
      case Op.POP_MARK:
        stack.popMark();
        return 'goes on';
      case Op.DUP:
        return this.#push(stack.peek());
      case Op.TUPLE1:
        stack.pop();
        return this.#push(TUPLE);
      case Op.TUPLE2:
        stack.popTwo();
        return this.#push(TUPLE);
      case Op.TUPLE3:
        stack.popThree();
        return this.#push(TUPLE);
      case Op.TUPLE:
        stack.popMark();
        return this.#push(TUPLE);
      case Op.LIST:
        stack.popMark();
        return this.#push(LIST);
      case Op.FROZENSET:
        return stack.popMark().every(isQuickKey) ? this.#push(SET) : 'acts';
      case Op.DICT:
        return keysOf(stack.popMark()).every(isQuickKey) ? this.#push(DICT) : 'acts';
      case Op.APPEND:
        return this.#give([stack.pop()], [], LISTS);
      case Op.APPENDS:
        return this.#give(stack.popMark(), [], LISTS);
      case Op.ADDITEMS: {
        const items = stack.popMark();
        return this.#give(items, items, SETS);
      }
      case Op.SETITEM: {
        const pair = stack.popTwo();
        return this.#give(pair, keysOf(pair), KEYED);
      }
      case Op.SETITEMS: {
        const pairs = stack.popMark();
        return this.#give(pairs, keysOf(pairs), KEYED);
      }
      case Op.BUILD:
        stack.pop();
        // Without attributes: an error, or nothing for a state of None.
        return hasCode(stack.peek()) ? 'acts' : 'goes on';
      case Op.STACK_GLOBAL:
        return this.#importFromStack(...stack.popTwo());
      case Op.REDUCE:
      case Op.NEWOBJ:
        return hasCode(stack.popTwo()[0]) ? 'acts' : 'ends';
      case Op.NEWOBJ_EX:
        return hasCode(stack.popThree()[0]) ? 'acts' : 'ends';
      case Op.OBJ:
        return hasCode(stack.popMark()[0]) ? 'acts' : 'ends';
      case Op.SHORT_BINUNICODE:
        return this.#push(
          this.source.window.toString('latin1', decoder.payloadStart, decoder.payloadEnd),
        );
      default:
        return MADE.has(code) ? this.#push(MADE.get(code) as Value) : this.#remember(code, decoder);
    }
  }

  #remember(code: Op, { line, number, payloadLength }: Decoder): Step {
    const isLine = code === Op.GET || code === Op.PUT;
    // Too long to be kept.
    if (isLine && line === '' && payloadLength > 0) return 'acts';
    const index = isLine ? numberOfLine(line) : number;
    if (!Number.isInteger(index) || index < 0) return 'ends';
    const memo = this.#memo;
    if (code === Op.MEMOIZE) memo.add(this.#stack.peek());
    else if (GETS.has(code)) this.#stack.push(memo.get(index));
    else memo.put(index, this.#stack.peek());
    return 'goes on';
  }

  #push(value: Value): Step {
    this.#stack.push(value);
    return 'goes on';
  }

  /** Only some plain values take something; keys are hashed. */
  #give(items: readonly Value[], keys: readonly Value[], takers: ReadonlySet<string>): Step {
    const target = this.#stack.peek();
    if (items.length === 0) return 'goes on';
    if (hasCode(target)) return 'acts';
    if (target !== OTHER && !(isNode(target) && takers.has(target.kind))) return 'ends';
    return keys.every(isQuickKey) ? 'goes on' : 'acts';
  }
}

/** What has items appended, added, or set by key; bytes may be a bytearray. */
const LISTS = new Set(['list', 'bytes']);
const SETS = new Set(['set']);
const KEYED = new Set(['dict', 'list', 'bytes']);

/** What ends a plain unpickler with an error: it knows no extensions, persistent objects and buffers. */
const ENDS = new Set<Op>([Op.EXT1, Op.EXT2, Op.EXT4, Op.PERSID, Op.BINPERSID, Op.NEXT_BUFFER]);

const GETS = new Set<Op>([Op.GET, Op.BINGET, Op.LONG_BINGET]);

/** What instructions make that need nothing from the stack. */
const MADE = new Map<Op, Value>([
  [Op.EMPTY_LIST, LIST],
  [Op.EMPTY_TUPLE, TUPLE],
  [Op.EMPTY_SET, SET],
  [Op.EMPTY_DICT, DICT],
  [Op.BYTEARRAY8, BYTES],
  ...make(TEXT, [Op.BINUNICODE, Op.BINUNICODE8, Op.UNICODE]),
  ...make(TEXT, [Op.SHORT_BINSTRING, Op.BINSTRING, Op.STRING]),
  ...make(NUMBER, [Op.NONE, Op.NEWTRUE, Op.NEWFALSE, Op.BINFLOAT, Op.FLOAT]),
  ...make(NUMBER, [Op.BININT, Op.BININT1, Op.BININT2, Op.INT, Op.LONG, Op.LONG1, Op.LONG4]),
  ...make(NUMBER, [Op.SHORT_BINBYTES, Op.BINBYTES, Op.BINBYTES8]),
]);

function make(value: Value, codes: readonly Op[]): [Op, Value][] {
  return codes.map((code) => [code, value]);
}

/**
 * Modules of libraries may have one, but for those that real files name; the others are those of Python that do
 * something when they are imported.
 */
function mayHaveDtype(module: string): boolean {
  const library = module.split('.', 1)[0] as string;
  if (WITHOUT_DTYPE.has(library) && isListedModule(module)) return false;
  return isLibrary(module) || module.includes('.') || DO_SOMETHING.has(module);
}

/** Libraries of which no module that files name has a `dtype`; numpy has, and scipy once had. */
const WITHOUT_DTYPE = new Set(
  'catboost imblearn joblib lightgbm pandas sklearn xgboost'.split(' '),
);

const DO_SOMETHING = new Set(['antigravity', 'this', '__hello__', '__phello__', '__main__', '']);

/** What a module may be called; the names of those that are there have none of these. */
const MODULE = /^[^\p{Cc}/]+$/u;

function keysOf(pairs: readonly Value[]): Value[] {
  return pairs.filter((_, at) => at % 2 === 0);
}

/** Neither number, text nor a container: whoever calls it or gives it something runs what it is made of. */
function hasCode(value: Value | undefined): boolean {
  return isNode(value) && !isText(value) && !isContainer(value);
}

const CONTAINERS = new Set(['list', 'tuple', 'set', 'dict', 'bytes']);

function isContainer(value: Value | undefined): boolean {
  return value === OTHER || (isNode(value) && CONTAINERS.has(value.kind));
}

function isText(value: Value): boolean {
  return typeof value === 'string' || (isNode(value) && value.kind === 'text');
}

/** Hashed in a moment, without code of its own, and like few others. */
function isQuickKey(value: Value): boolean {
  return isText(value) || (!isNode(value) && value !== HUGE);
}

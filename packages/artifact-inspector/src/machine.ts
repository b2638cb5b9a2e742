import { parseIndex } from './arguments.js';
import type { Budget } from './budget.js';
import type { ByteSource } from './byte-source.js';
import { build, call } from './call.js';
import { Decoded, Decoder } from './decoder.js';
import type { Imports } from './imports.js';
import { readLiteral } from './literal.js';
import { Memo } from './memo.js';
import { Op, opcodeName } from './opcodes.js';
import { refuse } from './refusal.js';
import { Stack } from './stack.js';
import { addItems, append, setItems, setState } from './update.js';
import { type Dictionary, isNode, type Sequence, type Value } from './values.js';
import { type ArrayPlan, buildWrapper } from './wrapper.js';

/** Why {@link Machine.run} returned. */
export type Pause =
  /** It needs this many bytes in the window. */
  | { readonly kind: 'need'; readonly bytes: number }
  /** A payload of this many bytes has to be passed over. */
  | { readonly kind: 'skip'; readonly bytes: number }
  /** An array follows in the stream; `giveArray` goes on. */
  | { readonly kind: 'array'; readonly plan: ArrayPlan }
  | { readonly kind: 'stop'; readonly result: Value };

/**
 * Carries out pickle's instructions on descriptions instead of objects. It imports nothing, calls
 * nothing, and is not told what is allowed: it notes every import with its uses.
 */
export class Machine {
  readonly decoder = new Decoder();
  readonly #stack = new Stack();
  readonly #memo = new Memo();
  #pause: Pause | null = null;

  /** @param nested whether this pickle is the content of an object array, which Python's own unpickler reads */
  constructor(
    readonly imports: Imports,
    readonly budget: Budget,
    readonly nested: boolean,
  ) {}

  /** Goes on for as long as the window lasts. */
  run(source: ByteSource): Pause {
    this.#pause = null;
    for (;;) {
      const decoded = this.decoder.next(source);
      if (decoded === Decoded.Short) return { kind: 'need', bytes: this.decoder.needed };
      this.budget.countOpcode();
      let made = readLiteral(source, this.decoder, this.budget);
      if (made === undefined) made = this.#make();
      if (made === undefined) this.#act(source);
      else this.#stack.push(made);
      if (decoded === Decoded.Long) return { kind: 'skip', bytes: this.decoder.needed };
      if (this.#pause) return this.#pause;
    }
  }

  giveArray(array: Value): void {
    this.#stack.push(array);
  }

  /** Instructions whose result goes on top of the stack. */
  #make(): Value | undefined {
    const stack = this.#stack;
    const { decoder } = this;
    switch (decoder.code) {
      case Op.DUP:
        return stack.peek();
      case Op.EMPTY_LIST:
        return this.#sequence('list', []);
      case Op.EMPTY_TUPLE:
        return this.#sequence('tuple', []);
      case Op.EMPTY_SET:
        return this.#sequence('set', []);
      case Op.EMPTY_DICT:
        return this.#dictionary([]);
      case Op.LIST:
        return this.#sequence('list', stack.popMark());
      case Op.TUPLE:
        return this.#sequence('tuple', stack.popMark());
      case Op.FROZENSET:
        return this.#sequence('set', stack.popMark());
      case Op.DICT:
        return this.#dictionary(stack.popMark());
      case Op.TUPLE1:
      case Op.TUPLE2:
      case Op.TUPLE3:
        return this.#sequence('tuple', stack.popSome(decoder.code - Op.TUPLE1 + 1));
      case Op.GET:
        return this.#memo.get(parseIndex(decoder.line));
      case Op.BINGET:
      case Op.LONG_BINGET:
        return this.#memo.get(decoder.number);
      case Op.GLOBAL:
        return this.#see(decoder.line, decoder.secondLine);
      case Op.STACK_GLOBAL:
        return this.#stackGlobal(stack.popSome(2));
      case Op.REDUCE:
        return this.#call(stack.popSome(2));
      case Op.INST: {
        const callee = this.#see(decoder.line, decoder.secondLine);
        return this.#call([callee, this.#sequence('tuple', stack.popMark())]);
      }
      case Op.OBJ: {
        const [callee = null, ...args] = stack.popMark();
        return this.#call([callee, this.#sequence('tuple', args)]);
      }
      case Op.NEWOBJ:
        return this.#build(stack.popSome(2));
      case Op.NEWOBJ_EX:
        return this.#build(stack.popSome(3));
      default:
        return undefined;
    }
  }

  /** Instructions that change what is there. */
  #act(source: ByteSource): void {
    const stack = this.#stack;
    const { decoder } = this;
    switch (decoder.code) {
      case Op.MARK:
        stack.mark();
        break;
      case Op.STOP:
        if (decoder.insideFrame) refuse('frame');
        this.#pause = { kind: 'stop', result: stack.result() };
        break;
      case Op.POP:
        stack.popValueOrMark();
        break;
      case Op.POP_MARK:
        stack.popMark();
        break;
      case Op.APPEND:
        this.#update(append, stack.popSome(1));
        break;
      case Op.APPENDS:
        this.#update(append, stack.popMark());
        break;
      case Op.ADDITEMS:
        this.#update(addItems, stack.popMark());
        break;
      case Op.SETITEM:
        this.#update(setItems, stack.popSome(2));
        break;
      case Op.SETITEMS:
        this.#update(setItems, stack.popMark());
        break;
      case Op.PUT:
        this.#memo.put(parseIndex(decoder.line), stack.peek());
        break;
      case Op.BINPUT:
      case Op.LONG_BINPUT:
        this.#memo.put(decoder.number, stack.peek());
        break;
      case Op.MEMOIZE:
        this.#memo.add(stack.peek());
        break;
      case Op.BUILD:
        this.#setState(stack.pop());
        break;
      case Op.FRAME:
        decoder.openFrame(source, decoder.number);
        break;
      case Op.PROTO:
        if (decoder.number > 5) refuse('protocol');
        break;
      case Op.PERSID:
      case Op.BINPERSID:
        refuse('persistent-id');
        break;
      case Op.EXT1:
      case Op.EXT2:
      case Op.EXT4:
        refuse('extension-code');
        break;
      default:
        refuse('out-of-band-buffer');
    }
  }

  #sequence(kind: Sequence['kind'], values: readonly Value[]): Sequence {
    this.budget.countNode();
    const sequence: Sequence = { kind, items: [], dropped: 0 };
    for (const value of values) this.budget.add(sequence, value);
    return sequence;
  }

  #dictionary(pairs: readonly Value[]): Dictionary {
    this.budget.countNode();
    const nothing = { entries: new Map(), others: [], dropped: 0, unsafeKey: false };
    const dictionary: Dictionary = { kind: 'dict', ...nothing };
    if (pairs.length > 0) setItems(dictionary, pairs, this.budget);
    return dictionary;
  }

  #update(change: typeof append, values: readonly Value[]): void {
    change(this.#stack.peek(), values, this.budget);
  }

  #see(module: string, name: string): Value {
    return this.imports.see(module, name, this.decoder.offset, this.decoder.code);
  }

  #stackGlobal([module, name]: readonly Value[]): Value {
    if (typeof module !== 'string' || typeof name !== 'string') refuse('import-name');
    return this.#see(module, name);
  }

  #call([callee = null, args = null]: readonly Value[]): Value {
    this.budget.countNode();
    const { offset, code } = this.decoder;
    return call(callee, args, offset, opcodeName(code));
  }

  #build([type = null, args = null, keywords = null]: readonly Value[]): Value {
    this.budget.countNode();
    return build(type, args, keywords, this.decoder.offset);
  }

  /** BUILD. That of a wrapper makes joblib take the array from the stream, and put it here. */
  #setState(state: Value): void {
    const target = this.#stack.peek();
    if (!isNode(target) || target.kind !== 'wrapper') {
      setState(target, state);
      return;
    }
    if (this.nested) refuse('nested-array');
    if (this.decoder.insideFrame) refuse('frame');
    const plan = buildWrapper(target, state);
    this.#stack.pop();
    this.#pause = { kind: 'array', plan };
  }
}

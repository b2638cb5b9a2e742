import type { Budget } from './budget.js';
import type { ByteSource } from './byte-source.js';
import { build, call } from './call.js';
import { Decoder } from './decoder.js';
import type { Imports } from './imports.js';
import { Memo } from './memo.js';
import { opcodeName } from './opcodes.js';
import { operate } from './operations.js';
import { refuse } from './refusal.js';
import { Stack } from './stack.js';
import { setItems, setState } from './update.js';
import { type Dictionary, isNode, type Sequence, type Value } from './values.js';
import { type ArrayPlan, buildWrapper } from './wrapper.js';

/** Why {@link Machine.run} returned. */
export type Pause =
  /** It needs this many bytes in the window. */
  | { readonly kind: 'need'; readonly bytes: number }
  /** A payload of this many bytes has to be passed over. */
  | { readonly kind: 'skip'; readonly bytes: number }
  /** An array follows in the stream: push it on the stack, then go on. */
  | { readonly kind: 'array'; readonly plan: ArrayPlan }
  | { readonly kind: 'stop'; readonly result: Value };

/** A change of the object on top of the stack. */
type Update = (target: Value, values: readonly Value[], budget: Budget) => void;

/**
 * Carries out pickle's instructions on descriptions instead of objects. It imports nothing, calls
 * nothing, and is not told what is allowed: it notes every import with its uses.
 */
export class Machine {
  readonly decoder = new Decoder();
  readonly stack = new Stack();
  readonly memo = new Memo();
  #pause: Pause | null = null;

  /** @param nested whether this pickle is the content of an object array, which Python's own unpickler reads */
  constructor(
    readonly imports: Imports,
    readonly budget: Budget,
    readonly nested: boolean,
  ) {}

  /** Goes on for as long as the window lasts. */
  run(source: ByteSource): Pause {
    const { decoder, budget } = this;
    this.#pause = null;
    for (;;) {
      if (!decoder.next(source)) return { kind: 'need', bytes: decoder.needed };
      budget.countOpcode();
      operate(this, source);
      if (decoder.skipped > 0) return { kind: 'skip', bytes: decoder.skipped };
      if (this.#pause) return this.#pause;
    }
  }

  stop(): void {
    if (this.decoder.insideFrame) refuse('frame');
    this.#pause = { kind: 'stop', result: this.stack.result() };
  }

  /** The values become the sequence's own. */
  pushSequence(kind: Sequence['kind'], values: Value[]): void {
    this.budget.countNodes(kind === 'tuple' ? 1 : 2);
    this.stack.push(this.budget.makeSequence(kind, values));
  }

  pushDictionary(pairs: readonly Value[]): void {
    this.budget.countNodes(4);
    const dictionary = makeDictionary();
    if (pairs.length > 0) setItems(dictionary, pairs, this.budget);
    this.stack.push(dictionary);
  }

  pushImport(module: Value, name: Value): void {
    if (typeof module !== 'string' || typeof name !== 'string') refuse('import-name');
    const { offset, code } = this.decoder;
    this.stack.push(this.imports.see(module, name, offset, code));
  }

  pushCall(callee: Value, args: Value): void {
    this.budget.countNodes(1);
    const { offset, code } = this.decoder;
    this.stack.push(call(callee, args, offset, opcodeName(code)));
  }

  pushBuilt(type: Value, args: Value, keywords: Value): void {
    this.budget.countNodes(1);
    const { offset, code } = this.decoder;
    this.stack.push(build(type, args, keywords, offset, opcodeName(code)));
  }

  update(change: Update, values: readonly Value[]): void {
    change(this.stack.peek(), values, this.budget);
  }

  /** BUILD. That of a wrapper makes joblib take the array from the stream, and put it here. */
  setState(state: Value): void {
    const target = this.stack.peek();
    if (!isNode(target) || target.kind !== 'wrapper') {
      setState(target, state);
      return;
    }
    if (this.nested) refuse('nested-array');
    if (this.decoder.insideFrame) refuse('frame');
    const plan = buildWrapper(target, state);
    this.stack.pop();
    this.#pause = { kind: 'array', plan };
  }
}

function makeDictionary(): Dictionary {
  const content = { entries: new Map(), others: [], dropped: 0 };
  return { kind: 'dict', ...content, unsafeKey: false, final: false };
}

import { exceeds, refuse } from '../findings/refusal.js';
import { LIMITS } from '../limits.js';
import { build, call } from '../loading/call.js';
import { keysOf, keysOfState } from '../loading/hashed.js';
import { setItems, setState } from '../loading/update.js';
import { type ArrayPlan, buildWrapper } from '../loading/wrapper.js';
import { isOwn } from '../policy/libraries.js';
import type { Budget } from '../values/budget.js';
import {
  type Dictionary,
  type Import,
  isNode,
  type Node,
  type Sequence,
  type Value,
} from '../values/values.js';
import { Decoder } from './decoder.js';
import { opcodeName } from './opcodes.js';
import { Memo, Stack } from './stack.js';

/** Why a run of instructions stopped. */
export type Pause =
  /** The window has to hold this many bytes. */
  | { readonly kind: 'need'; readonly bytes: number }
  /** A payload of this many bytes has to be skipped. */
  | { readonly kind: 'skip'; readonly bytes: number }
  /** An array follows in the stream: push it on the stack, then continue. */
  | { readonly kind: 'array'; readonly plan: ArrayPlan }
  /** Another reader has this in the memo for what is on top of the stack; undefined if it has nothing there. */
  | { readonly kind: 'elsewhere'; readonly value: Value | undefined }
  | { readonly kind: 'stop'; readonly result: Value };

/** A change of the object on top of the stack. */
type Update = (target: Value, values: readonly Value[], budget: Budget) => void;

/**
 * The state of pickle's virtual machine, with descriptions in place of objects. It imports and calls
 * nothing, and does not know what is allowed: it records every import and how it is used.
 */
export class Machine {
  readonly decoder = new Decoder();
  readonly stack = new Stack();
  readonly memo = new Memo();
  /** Set by an instruction that {@link run} of instructions.ts has to stop at. */
  pause: Pause | null = null;

  /** @param nested whether this pickle is the content of an array of objects; Python's own unpickler reads it */
  constructor(
    readonly imports: Imports,
    readonly budget: Budget,
    readonly nested: boolean,
  ) {}

  stop(): void {
    if (this.decoder.insideFrame) refuse('frame');
    this.pause = { kind: 'stop', result: this.stack.result() };
  }

  /** The sequence takes the array of values over. */
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

  pushEntry(index: number): void {
    const { elsewhere } = this.memo;
    const value = this.memo.get(index);
    this.stack.push(value);
    if (elsewhere === null) return;
    const other = elsewhere.has(index) ? elsewhere.get(index) : undefined;
    // Of some values it is not known which they are.
    if (other !== value || typeof value === 'symbol')
      this.pause = { kind: 'elsewhere', value: other };
  }

  pushImport(module: Value, name: Value): void {
    if (typeof module !== 'string' || typeof name !== 'string') refuse('import-name');
    const { offset, code } = this.decoder;
    this.stack.push(this.imports.see(module, name, offset, code));
  }

  pushCall(callee: Value, args: Value): void {
    this.budget.countNodes(1);
    this.budget.countGiven(args, GIVEN_LEVELS);
    const { offset, code } = this.decoder;
    const made = call(callee, args, offset, opcodeName(code));
    for (const key of keysOf(made)) this.budget.countHash(key);
    this.#push(made);
  }

  pushBuilt(type: Value, args: Value, keywords: Value): void {
    this.budget.countNodes(1);
    this.budget.countGiven(args, GIVEN_LEVELS);
    const { offset, code } = this.decoder;
    this.#push(build(type, args, keywords, offset, opcodeName(code)));
  }

  #push(made: Node): void {
    if (made.kind === 'instance') this.budget.instances.push(made);
    this.stack.push(made);
  }

  update(change: Update, values: readonly Value[]): void {
    change(this.stack.peek(), values, this.budget);
  }

  /** BUILD. On a wrapper, it makes joblib read an array from the stream and put it in its place. */
  setState(state: Value): void {
    const target = this.stack.peek();
    if (!isNode(target) || target.kind !== 'wrapper') {
      const isOfOwn = isNode(target) && target.kind === 'instance' && target.type.isOwn;
      this.budget.countGiven(state, isOfOwn ? LEVELS_OF_OWN : GIVEN_LEVELS);
      setState(target, state, this.decoder.offset);
      for (const key of keysOfState(target, state)) this.budget.countHash(key);
      return;
    }
    if (this.nested) refuse('nested-array');
    if (this.decoder.insideFrame) refuse('frame');
    const plan = buildWrapper(target, state);
    this.stack.pop();
    this.pause = { kind: 'array', plan };
  }
}

/** What is given is looked at this many levels deep. */
const GIVEN_LEVELS = 8;
/** Python itself only takes the attributes out of a pair of dictionaries. */
const LEVELS_OF_OWN = 2;

function makeDictionary(): Dictionary {
  const content = { entries: new Map(), others: [], dropped: 0, otherKeys: 0 };
  return { kind: 'dict', ...content, unsafeKey: false, final: false };
}

/** Every distinct import of a file, in the order of first occurrence. */
export class Imports {
  readonly #seen = new Map<string, Import>();

  [Symbol.iterator](): Iterator<Import> {
    return this.#seen.values();
  }

  /**
   * Records an import. A dotted name is refused: it reaches into what it imports, so module and name
   * no longer say what is imported. Python finds a module with an empty part, such as `.os`, by its
   * last part; and importing the `__main__` of a package runs that package as a program.
   */
  see(module: string, name: string, offset: number, code: number): Import {
    const key = `${module}\n${name}`;
    const seen = this.#seen.get(key);
    if (seen) return seen;
    if (!/^[^\n.]+(?:\.[^\n.]+)*$/.test(module) || !/^[^\n.]+$/.test(name)) refuse('import-name');
    if (module.endsWith('.__main__')) refuse('import-name');
    if (this.#seen.size >= LIMITS.imports) exceeds('imports');
    const unused = { called: -1, calledBy: '', built: -1, handed: -1, held: 0, ownState: -1 };
    const opcode = opcodeName(code);
    const from = { module, name, isOwn: isOwn(module), offset, opcode };
    const found: Import = { kind: 'import', ...from, ...unused, asClass: new Set() };
    this.#seen.set(key, found);
    return found;
  }
}

import { LIMITS } from './limits.js';
import { opcodeName } from './opcodes.js';
import { exceeds, refuse } from './refusal.js';
import type { Import } from './values.js';

/** Every distinct import of a file, in the order of its first occurrence. */
export class Imports {
  readonly #seen = new Map<string, Import>();

  [Symbol.iterator](): Iterator<Import> {
    return this.#seen.values();
  }

  /** A dotted name would reach into what it imports, so that the pair no longer says what is got. */
  see(module: string, name: string, offset: number, code: number): Import {
    const key = `${module}\n${name}`;
    const seen = this.#seen.get(key);
    if (seen) return seen;
    if (!/^[^\n]+$/.test(module) || !/^[^\n.]+$/.test(name)) refuse('import-name');
    if (this.#seen.size >= LIMITS.imports) exceeds('imports');
    const unused = { called: -1, calledBy: '', built: -1, handed: -1 };
    const opcode = opcodeName(code);
    const found: Import = { kind: 'import', module, name, offset, opcode, ...unused };
    this.#seen.set(key, found);
    return found;
  }
}

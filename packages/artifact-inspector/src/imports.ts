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

  /**
   * A dotted name would reach into what it imports, so that the pair no longer says what is got. A
   * module with an empty part, as `.os`, is found all the same by its last part; and importing the
   * `__main__` of a package runs it as a program.
   */
  see(module: string, name: string, offset: number, code: number): Import {
    const key = `${module}\n${name}`;
    const seen = this.#seen.get(key);
    if (seen) return seen;
    if (!/^[^\n.]+(?:\.[^\n.]+)*$/.test(module) || !/^[^\n.]+$/.test(name)) refuse('import-name');
    if (module.endsWith('.__main__')) refuse('import-name');
    if (this.#seen.size >= LIMITS.imports) exceeds('imports');
    const unused = { called: -1, calledBy: '', built: -1, handed: -1 };
    const opcode = opcodeName(code);
    const found: Import = { kind: 'import', module, name, offset, opcode, ...unused };
    this.#seen.set(key, found);
    return found;
  }
}

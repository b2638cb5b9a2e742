import { exceeds, refuse } from '../findings/refusal.js';
import { LIMITS } from '../limits.js';
import type { Import } from '../values/values.js';
import { opcodeName } from './opcodes.js';

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
    const unused = { called: -1, calledBy: '', built: -1, handed: -1, held: false, ownState: -1 };
    const opcode = opcodeName(code);
    const found: Import = { kind: 'import', module, name, offset, opcode, ...unused };
    this.#seen.set(key, found);
    return found;
  }
}

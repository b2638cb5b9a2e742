import type { Finding } from '../findings/finding.js';
import type { Import } from '../values/values.js';
import { isListed } from './allow-list.js';
import { mayBeCalled } from './callables.js';
import { isLibrary } from './libraries.js';
import { isStandardLibrary } from './standard-library.js';

/** joblib reads an array from the stream for objects of these names, wherever they are imported from. */
const ARRAY_READERS = new Set(['NumpyArrayWrapper', 'NDArrayWrapper', 'ZNDArrayWrapper']);

/**
 * The findings for an import. Only exact pairs of module and name are allowed, never a prefix: harmless
 * packages contain much that runs code or reads files, when it is built, called, or used later by what
 * holds it. So of Python's own library and of known libraries, all that is not listed is refused.
 *
 * @param trusted names such as `src.models.train.EnsembleModel`; nothing of Python's own library or of
 *   a known library is trusted by it
 */
export function findingsOf(found: Import, trusted: ReadonlySet<string>): Finding[] {
  const { module, name, offset, opcode, called, calledBy, handed, ownState } = found;
  const call = { module, name, offset: called, opcode: calledBy, use: 'called' } as const;
  const use = useOf(found);
  const allowed = { kind: 'allowed-import', module, name, offset, opcode, use } as const;
  if (isAllowed(found)) return [{ ...allowed, trusted: false }];
  if (isStandardLibrary(module)) {
    return [{ kind: 'standard-library-import', module, name, offset, opcode }];
  }
  if (isLibrary(module)) {
    if (use === 'called') return [{ kind: 'unlisted-library-import', ...call }];
    return [{ kind: 'unlisted-library-import', module, name, offset, opcode, use }];
  }
  if (trusted.has(`${module}.${name}`)) return [{ ...allowed, trusted: true }];
  if (called >= 0) return [{ kind: 'unlisted-call', ...call }];
  if (handed >= 0 || ARRAY_READERS.has(name)) {
    return [{ kind: 'unlisted-call', module, name, offset, opcode, use: 'handed' }];
  }
  const unlisted = {
    kind: 'unlisted-import',
    module,
    name,
    offset,
    opcode,
    use: use === 'built' ? use : 'referred',
  } as const;
  if (ownState < 0) return [unlisted];
  return [
    { kind: 'malformed', reason: 'unsafe-state', offset: ownState, opcode: 'BUILD' },
    unlisted,
  ];
}

/** Called, these open files, or write over them, by a name that they are given: they may only name a class. */
const ONLY_CLASS =
  /^(?:numpy(?:\._?core\.memmap)? memmap|xgboost\.core (?:Booster|DMatrix|QuantileDMatrix)|lightgbm\.basic (?:Booster|Dataset))$/;

/** Listed for each of its uses: a function that may be called must not be kept for others to call. */
function isAllowed({ module, name, called, held, asClass }: Import): boolean {
  if (ONLY_CLASS.test(`${module} ${name}`) && held > asClass.size) return false;
  const callable = mayBeCalled(module, name);
  if (callable && held === 0) return true;
  return isListed(module, name) && (callable || called < 0);
}

function useOf({ called, built }: Import): 'called' | 'built' | 'referred' {
  return called >= 0 ? 'called' : built >= 0 ? 'built' : 'referred';
}

import type { Finding } from '../findings/finding.js';
import type { Import } from '../values/values.js';
import { isListed } from './allow-list.js';
import { isStandardLibrary } from './standard-library.js';

/** joblib reads an array from the stream for objects of these names, wherever they are imported from. */
const ARRAY_READERS = new Set(['NumpyArrayWrapper', 'NDArrayWrapper', 'ZNDArrayWrapper']);

/**
 * Libraries with classes that act on their state: scipy's distributions execute text from it, and
 * numpy's `DataSource` deletes a folder when it is garbage-collected.
 */
const NO_OWN_CLASSES = /^(?:joblib|numpy|scipy|xgboost)(?:\.|$)/;

/**
 * The finding for an import. Only exact pairs of module and name are allowed, never a prefix: harmless
 * packages contain much that runs code or reads files.
 *
 * @param trusted names such as `src.models.train.EnsembleModel`; builtins and the standard library
 *   are not trusted by it
 */
export function findingOf(found: Import, trusted: ReadonlySet<string>): Finding {
  const { module, name, offset, opcode, called, calledBy, built, handed } = found;
  const call = { module, name, offset: called, opcode: calledBy, use: 'called' } as const;
  const use = called >= 0 ? 'called' : built >= 0 ? 'built' : 'referred';
  const allowed = { kind: 'allowed-import', module, name, offset, opcode, use } as const;
  if (isListed(module, name, 'call')) return { ...allowed, trusted: false };
  const listed = isListed(module, name, 'refer');
  if (listed && called < 0) return { ...allowed, trusted: false };
  if (isStandardLibrary(module)) {
    return { kind: 'standard-library-import', module, name, offset, opcode };
  }
  if (trusted.has(`${module}.${name}`)) return { ...allowed, trusted: true };
  if (called >= 0) return { kind: 'unlisted-call', ...call };
  if (handed >= 0 || ARRAY_READERS.has(name)) {
    return { kind: 'unlisted-call', module, name, offset, opcode, use: 'handed' };
  }
  if (built >= 0 && NO_OWN_CLASSES.test(module)) {
    return { kind: 'unlisted-call', module, name, offset, opcode, use: 'built' };
  }
  const unlisted = built >= 0 ? 'built' : 'referred';
  return { kind: 'unlisted-import', module, name, offset, opcode, use: unlisted };
}

import type { Accepts } from './grammar.js';
import { NUMPY } from './numpy-callables.js';
import { PANDAS } from './pandas-callables.js';
import { PYTHON } from './python-callables.js';

let accepted: ReadonlyMap<string, Accepts> | undefined;

/**
 * What may be called, by module and name. The list is written by hand, since each entry needs a
 * reason; that it has all that real files call is tested. It is taken apart at the first call: not at the
 * start of a program that may inspect nothing.
 */
function listOfAccepted(): ReadonlyMap<string, Accepts> {
  const list = new Map<string, Accepts>();
  for (const { names, accepts } of [...PYTHON, ...NUMPY, ...PANDAS]) {
    for (const line of names.split('\n')) {
      const [module, ...rest] = line.trim().split(/\s+/);
      for (const name of rest) list.set(`${module} ${name}`, accepts);
    }
  }
  return list;
}

/** Functions whose result the walk has to know: `loading/call.ts` checks their arguments itself. */
const CHECKED_BY_CALL = new Set([
  '_codecs encode',
  '__builtin__ bytearray',
  '__builtin__ bytes',
  'builtins bytearray',
  'builtins bytes',
  'builtins getattr',
  'copy_reg _reconstructor',
  'copyreg _reconstructor',
  'numpy dtype',
  'numpy.core.multiarray _reconstruct',
  'numpy._core.multiarray _reconstruct',
]);

/** Which arguments a function takes that may be called; undefined if it may not be, or is not one of these. */
export function acceptsOf(module: string, name: string): Accepts | undefined {
  accepted ??= listOfAccepted();
  return accepted.get(`${module} ${name}`);
}

/**
 * Whether a file may call this, with the arguments that it is known to take.
 *
 * @example mayBeCalled('builtins', 'eval') // false
 */
export function mayBeCalled(module: string, name: string): boolean {
  return CHECKED_BY_CALL.has(`${module} ${name}`) || acceptsOf(module, name) !== undefined;
}

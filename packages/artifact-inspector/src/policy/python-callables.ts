import { HUGE, isNode, type Value } from '../values/values.js';
import {
  type Accepts,
  type Callable,
  isBytes,
  isCount,
  isFlag,
  isImportFrom,
  isImportOf,
  isInteger,
  isMadeBy,
  isMadeFrom,
  isNone,
  isNumber,
  isScalar,
  isShortText,
  type Kind,
  listOf,
  manyOf,
  oneOf,
  optional,
  takes,
} from './grammar.js';

export const ZONE = oneOf(
  isMadeBy(
    'datetime timezone',
    'zoneinfo ZoneInfo._unpickle',
    'pytz _UTC',
    'pytz _p',
    'pytz FixedOffset',
    'dateutil.tz.tz tzutc',
  ),
  isNone,
);

/** Items of a set are hashed: these neither run code for that nor take long. */
const HASHABLE = oneOf(
  (value) => value !== HUGE && isScalar(value),
  isBytes,
  manyOf(isScalar),
  isMadeFrom(/^(?:datetime|builtins)$/),
);

/** Each further call hashes and compares again what was counted when it was put there. */
function hasColliding(value: Value | undefined): boolean {
  return isNode(value) && 'colliding' in value && value.colliding === true;
}

/** A range is a few bytes, and whoever walks it takes as long as it says. */
export const LONGEST_RANGE = 10_000_000;

export const isShortRange: Accepts = (args) => {
  const [start, stop, step] = args as readonly number[];
  if (args.length !== 3 || !args.every((one) => Number.isSafeInteger(one)) || !step) return false;
  return ((stop as number) - (start as number)) / step <= LONGEST_RANGE;
};

/** Digits and an exponent of a size that is met: of a large one, int() makes as many digits. */
const isDecimal: Kind = (value) =>
  typeof value === 'string' &&
  /^[+-]?(?:\d{1,400}(?:\.\d{0,400})?(?:E[+-]?\d{1,4})?|Infinity|s?NaN)$/.test(value);

const isFraction: Kind = (value) =>
  typeof value === 'string' && /^-?\d{1,400}(?:\/\d{1,400})?$/.test(value);

const isZoneName: Kind = (value) =>
  typeof value === 'string' && /^[A-Za-z0-9_+-]+(?:\/[A-Za-z0-9_+-]+)*$/.test(value);

const isPair: Kind = (value) =>
  isNode(value) &&
  (value.kind === 'list' || value.kind === 'tuple') &&
  value.items.length === 2 &&
  HASHABLE(value.items[0]);

/**
 * Functions that may be called later with arguments that the file chooses: they check or compute, open
 * nothing, and call nothing that they are given.
 */
export const MAY_BE_PREPARED = isImportOf(
  'sklearn.utils.validation check_array',
  'numpy clip',
  'numpy nan_to_num',
  'numpy round',
  'numpy around',
  // Of pandas 1.3, which makes the columns of a table with it.
  'pandas.core.internals.blocks new_block',
);

/** What Python's own library and time zones are called with. */
export const PYTHON: readonly Callable[] = [
  {
    names: '__builtin__ complex\nbuiltins complex',
    accepts: takes(isNumber, isNumber),
    because: 'makes a number of two',
  },
  {
    names: '__builtin__ set frozenset\nbuiltins set frozenset',
    accepts: takes(optional((value) => manyOf(HASHABLE)(value) && !hasColliding(value))),
    because: 'hashes plain items',
  },
  {
    names: '__builtin__ slice\nbuiltins slice',
    accepts: takes(isScalar, isScalar, isScalar),
    because: 'keeps three values',
  },
  {
    names: '__builtin__ xrange\nbuiltins range',
    accepts: isShortRange,
    because: 'keeps three numbers',
  },
  {
    names: 'collections OrderedDict',
    accepts: takes(optional(listOf(isPair))),
    because: 'hashes plain keys',
  },
  {
    names: 'collections Counter',
    accepts: takes(
      optional((value) => isNode(value) && value.kind === 'dict' && !hasColliding(value)),
    ),
    because: 'copies a dictionary, and may hash and compare its keys once more',
  },
  {
    names: 'collections defaultdict',
    accepts: takes(optional(oneOf(isNone, isImportFrom(/./)))),
    because: 'keeps a class, which is looked up by itself and not called before a key is missed',
  },
  {
    names: 'collections deque',
    accepts: takes(optional(manyOf(() => true)), optional(oneOf(isNone, isCount))),
    because: 'copies a list',
  },
  {
    names: 'datetime date time',
    accepts: takes(isBytes, optional(ZONE)),
    because: 'reads a few bytes',
  },
  {
    names: 'datetime datetime',
    accepts: takes(isBytes, optional(ZONE)),
    because: 'reads a few bytes',
  },
  {
    names: 'datetime timedelta',
    accepts: takes(isNumber, isNumber, isNumber),
    because: 'keeps three numbers',
  },
  {
    names: 'datetime timezone',
    accepts: takes(isMadeBy('datetime timedelta'), optional(isShortText)),
    because: 'keeps a difference and a name',
  },
  {
    names: 'decimal Decimal',
    accepts: takes(isDecimal),
    because: 'reads a number of a usual size',
  },
  {
    names: 'functools partial',
    accepts: takes(MAY_BE_PREPARED),
    because: 'keeps one of a few functions and plain arguments for it',
  },
  {
    names: 'fractions Fraction',
    // By their text, as it was before Python 3.12.
    accepts: (args) => takes(isFraction)(args) || takes(isInteger, isInteger)(args),
    because: 'reads two numbers of a usual size',
  },
  {
    names: 'zoneinfo ZoneInfo._unpickle',
    accepts: takes(isZoneName, optional(oneOf(isFlag, isCount))),
    because: 'reads the time zone of that name, which cannot leave its folder',
  },
  {
    names: 'pytz FixedOffset',
    accepts: takes(isCount),
    because: 'keeps a difference in minutes',
  },
  { names: 'pytz _UTC', accepts: takes(), because: 'gives the one object for UTC' },
  {
    names: 'pytz _p',
    accepts: takes(isZoneName, optional(isNumber), optional(isNumber), optional(isShortText)),
    because: 'reads the time zone of that name, which cannot leave its folder',
  },
  { names: 'dateutil.tz.tz tzutc', accepts: takes(), because: 'gives the one object for UTC' },
  {
    names: `pathlib PurePath PurePosixPath PureWindowsPath PosixPath WindowsPath
      pathlib._local PurePath PurePosixPath PureWindowsPath PosixPath WindowsPath`,
    accepts: (args) => args.every(isShortText),
    because: 'keeps names of folders and opens nothing',
  },
];

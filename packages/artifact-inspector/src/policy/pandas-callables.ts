import { isNode, type Value } from '../values/values.js';
import {
  type Accepts,
  type Callable,
  dictOf,
  isArray,
  isCount,
  isFlag,
  isImportFrom,
  isInteger,
  isMadeBy,
  isMadeFrom,
  isNone,
  isNumber,
  isPlain,
  isPlainArray,
  isScalar,
  isShortText,
  isText,
  type Kind,
  listOf,
  manyOf,
  oneOf,
  optional,
  takes,
} from './grammar.js';
import { isShortRange, LONGEST_RANGE, ZONE } from './python-callables.js';

const MODULES = /^pandas(?:\.|$)/;

/** Made by pandas itself, of arguments that were checked in turn. */
const isOfPandas = isMadeFrom(MODULES);

/** An array of numpy or pandas, or an index. */
const isColumn: Kind = oneOf(isArray, isOfPandas);

const isPart: Kind = oneOf(isScalar, isColumn, ZONE, isPlain, manyOf(oneOf(isScalar, isColumn)));

/** A range takes no memory however long it says that it is; another index that is made of it takes all. */
const isRangeArgument: Kind = (value) =>
  isNode(value) &&
  value.kind === 'dict' &&
  isShortRange(['start', 'stop', 'step'].map((key) => value.entries.get(key) ?? null));

/** The name of a type, and of the time zone in it. dateutil takes what stands behind its own name for a file, and opens it. */
const isTypeName: Kind = (value) => isShortText(value) && !/dateutil\//i.test(value as string);

/** What an index is made of: its attributes by name. */
const newIndex: Accepts = (args) => {
  const [type, attributes] = args;
  if (!takes(isImportFrom(MODULES), dictOf(isPart))(args)) return false;
  if (!['tz', 'dtype', 'freq'].every((key) => namesNoFile(attributes, key))) return false;
  const name = isNode(type) && type.kind === 'import' ? type.name : '';
  if (name === 'RangeIndex') return isRangeArgument(attributes);
  // Its levels are kept as they are; all others are made anew of what they are given.
  return name === 'MultiIndex' || !valuesOf(attributes).some(isRangeIndex);
};

function namesNoFile(attributes: Value | undefined, key: string): boolean {
  const value =
    isNode(attributes) && attributes.kind === 'dict' ? attributes.entries.get(key) : null;
  return isTypeName(value) || !isText(value);
}

function valuesOf(attributes: Value | undefined): readonly Value[] {
  return isNode(attributes) && attributes.kind === 'dict' ? [...attributes.entries.values()] : [];
}

const isRangeIndex: Kind = (value) => {
  const [type] = isOfPandas(value) ? argumentsOf(value) : [];
  return isNode(type) && type.kind === 'import' && type.name === 'RangeIndex';
};

/** What an object was made of; nothing of any other value. */
function argumentsOf(value: Value | undefined): readonly Value[] {
  if (!isNode(value) || value.kind !== 'instance' || !isNode(value.args)) return [];
  return value.args.kind === 'tuple' ? value.args.items : [];
}

/** The places of a block's columns, which pandas goes through one by one. */
const isPlaces: Kind = (value) =>
  isMadeBy('builtins slice', '__builtin__ slice')(value) &&
  takes(isLength, isLength, isLength)(argumentsOf(value));

/** A length that pandas may make an array of. */
const isLength: Kind = (value) => isCount(value) && (value as number) <= LONGEST_RANGE;

const OFFSETS =
  'BDay BMonthBegin BMonthEnd BQuarterBegin BQuarterEnd BYearBegin BYearEnd BusinessDay BusinessHour BusinessMonthBegin BusinessMonthEnd DateOffset Day FY5253 Hour Micro Milli Minute MonthBegin MonthEnd Nano QuarterBegin QuarterEnd Second SemiMonthBegin SemiMonthEnd Week WeekOfMonth YearBegin YearEnd';

/**
 * `partial(new_block, ndim=2)(array, places)`, with which pandas 1.3 keeps an array and its place: the one call of
 * something that the file made.
 */
export const isNewBlock = takes(isColumn, oneOf(isPlaces, isPlainArray));

/** What pandas is called with. */
export const PANDAS: readonly Callable[] = [
  {
    names: `pandas._libs.internals _unpickle_block`,
    accepts: takes(isColumn, oneOf(isPlaces, isPlainArray), isInteger),
    because: 'keeps an array and its place',
  },
  {
    names: `pandas.core.indexes.base _new_Index
      pandas.core.indexes.datetimes _new_DatetimeIndex
      pandas.core.indexes.timedeltas _new_TimedeltaIndex
      pandas.core.indexes.interval _new_IntervalIndex
      pandas.core.indexes.period _new_PeriodIndex`,
    accepts: newIndex,
    because: 'makes an index of a class that is listed, from arrays of numpy or pandas',
  },
  {
    names: 'pandas.core.internals.managers BlockManager SingleBlockManager',
    accepts: takes(
      listOf(
        isMadeBy(
          'pandas._libs.internals _unpickle_block',
          'pandas.core.internals.blocks new_block',
        ),
      ),
      listOf(isOfPandas),
    ),
    because: 'keeps blocks and indexes',
  },
  {
    names: 'pandas._libs.tslibs.timestamps _unpickle_timestamp',
    accepts: takes(isInteger, oneOf(isNone, isOfPandas), ZONE, optional(isInteger)),
    because: 'keeps a number, a frequency and a zone',
  },
  {
    names: 'pandas._libs.tslibs.timedeltas _timedelta_unpickle',
    accepts: takes(isInteger, isInteger),
    because: 'keeps two numbers',
  },
  {
    names: 'pandas._libs.tslibs.timedeltas Timedelta\npandas Timedelta',
    accepts: takes(isInteger),
    because: 'keeps a number',
  },
  {
    names: 'pandas._libs.tslibs.nattype _nat_unpickle __nat_unpickle',
    accepts: takes(isNone),
    because: 'gives the one object for no time',
  },
  {
    names: `pandas._libs.tslibs.offsets ${OFFSETS}`,
    accepts: (args) => args.every(oneOf(isScalar, isMadeBy('datetime timedelta'))),
    because: 'keeps a count of days or hours',
  },
  {
    names: 'pandas._libs.tslibs.period Period\npandas Period',
    accepts: takes(isNone, oneOf(isShortText, isOfPandas), isInteger),
    because: 'keeps a frequency and a number',
  },
  {
    names: 'pandas._libs.interval Interval\npandas Interval',
    accepts: takes(oneOf(isScalar, isOfPandas), oneOf(isScalar, isOfPandas), isShortText),
    because: 'keeps two ends',
  },
  {
    names: 'pandas.core.dtypes.dtypes PeriodDtype IntervalDtype\npandas PeriodDtype IntervalDtype',
    accepts: takes(oneOf(isTypeName, isOfPandas), optional(isShortText)),
    because: 'reads a name',
  },
  {
    names: 'pandas.core.arrays.string_ StringDtype\npandas StringDtype',
    accepts: takes(
      optional(oneOf(isNone, isShortText)),
      optional(oneOf(isNumber, isOfPandas, isImportFrom(MODULES))),
    ),
    because: 'keeps a name and the value for nothing',
  },
  {
    names: 'pandas._libs.sparse IntIndex BlockIndex',
    accepts: takes(isLength, isPlainArray, optional(isPlainArray)),
    because: 'keeps places in an array of numbers',
  },
  {
    names: 'pandas._libs.arrays __pyx_unpickle_NDArrayBacked',
    accepts: takes(isImportFrom(MODULES), isInteger, oneOf(isNone, listOf(isColumn))),
    because: 'makes an array of a class that is listed',
  },
  {
    names: 'pandas._libs.missing _unpickle_NA\npandas.core.arrays.masked _unpickle_NA',
    accepts: takes(optional(oneOf(isNone, isFlag))),
    because: 'gives the one object for a missing value',
  },
];

/**
 * How much one file may use. Each limit is well above what real models need, and low enough that no
 * file can take more than about 256 MiB or keep a core busy for long.
 */
export const LIMITS = {
  /** Instructions, nested pickles included. */
  opcodes: 20_000_000,
  /** Values on the stack. */
  stack: 1_000_000,
  /** Open marks. Python's own pickler cannot write more than about a thousand. */
  marks: 10_000,
  /** Memo entries. Every index must be below it. */
  memo: 2_000_000,
  /** Containers and objects. A list or set counts as two, a dictionary as four. */
  nodes: 1_000_000,
  /** References from containers to containers and objects. */
  references: 3_000_000,
  /** Distinct imports. */
  imports: 1_000,
  /** Nodes of the result if everything shared is counted each time. */
  'expanded-nodes': 10_000_000,
  /** Values that are hashed as keys or items of sets, shared ones each time. */
  hashing: 20_000_000,
  /** Tuples inside tuples of one key or item of a set. */
  'key-depth': 100,
  /** Values inside the arguments of calls and the states of objects, shared ones each time. */
  given: 20_000_000,
  /** Objects of C that hold one another directly: Python ends them one inside the other, without a guard. */
  chain: 500,
  /** Dtypes of fields of dtypes, shared ones each time. */
  dtypes: 10_000,
  /** Bytes in one line of protocol 0. */
  line: 16 * 1024 * 1024,
  /** Bytes after decompression. */
  decompressed: 8 * 1024 ** 3,
  /** Decompressed bytes for each compressed byte, after the first 32 MiB. */
  ratio: 250,
} as const;

/** The name of one of {@link LIMITS}. */
export type Limit = keyof typeof LIMITS;

/** Decompressed bytes up to which the ratio does not matter. */
export const FREE_OUTPUT = 32 * 1024 * 1024;

/** Strings up to this many bytes are kept as they are; longer ones are described. */
export const LONGEST_STRING = 1024;

/** Counted payloads above this many bytes are skipped. */
export const LONGEST_PAYLOAD = 8 * 1024 * 1024;

/** Bytes of long strings, byte strings and small arrays that are kept for the summary. */
export const KEPT_BYTES = 24 * 1024 * 1024;

/** Arrays up to this many bytes are kept for the summary. */
export const SMALL_ARRAY = 64 * 1024;

/** Digits of one integer: Python takes long to read more, and refuses to since 3.11. */
export const MOST_DIGITS = 4300;

/** Bytes of one integer, which is hashed anew each time: as many as {@link MOST_DIGITS} have. */
export const LONGEST_INTEGER = 2048;

/** Strings and numbers of each container that are always kept: as many as a dtype's state has. */
export const ALWAYS_KEPT = 10;

/** Of a dictionary with text keys, kept from a share of their own too: estimators have some thirty attributes. */
export const MOST_ATTRIBUTES = 100;

/** Strings and numbers kept of one container, and of all together. */
export const KEPT_LEAVES = 10_000;
export const KEPT_LEAVES_IN_ALL = 1_000_000;

/** Pickle's opcodes of protocols 0 to 5, named as Python's `pickletools` names them. */
export enum Op {
  MARK = 0x28,
  EMPTY_TUPLE = 0x29,
  STOP = 0x2e,
  POP = 0x30,
  POP_MARK = 0x31,
  DUP = 0x32,
  BINBYTES = 0x42,
  SHORT_BINBYTES = 0x43,
  FLOAT = 0x46,
  BINFLOAT = 0x47,
  INT = 0x49,
  BININT = 0x4a,
  BININT1 = 0x4b,
  LONG = 0x4c,
  BININT2 = 0x4d,
  NONE = 0x4e,
  PERSID = 0x50,
  BINPERSID = 0x51,
  REDUCE = 0x52,
  STRING = 0x53,
  BINSTRING = 0x54,
  SHORT_BINSTRING = 0x55,
  UNICODE = 0x56,
  BINUNICODE = 0x58,
  EMPTY_LIST = 0x5d,
  APPEND = 0x61,
  BUILD = 0x62,
  GLOBAL = 0x63,
  DICT = 0x64,
  APPENDS = 0x65,
  GET = 0x67,
  BINGET = 0x68,
  INST = 0x69,
  LONG_BINGET = 0x6a,
  LIST = 0x6c,
  OBJ = 0x6f,
  PUT = 0x70,
  BINPUT = 0x71,
  LONG_BINPUT = 0x72,
  SETITEM = 0x73,
  TUPLE = 0x74,
  SETITEMS = 0x75,
  EMPTY_DICT = 0x7d,
  PROTO = 0x80,
  NEWOBJ = 0x81,
  EXT1 = 0x82,
  EXT2 = 0x83,
  EXT4 = 0x84,
  TUPLE1 = 0x85,
  TUPLE2 = 0x86,
  TUPLE3 = 0x87,
  NEWTRUE = 0x88,
  NEWFALSE = 0x89,
  LONG1 = 0x8a,
  LONG4 = 0x8b,
  SHORT_BINUNICODE = 0x8c,
  BINUNICODE8 = 0x8d,
  BINBYTES8 = 0x8e,
  EMPTY_SET = 0x8f,
  ADDITEMS = 0x90,
  FROZENSET = 0x91,
  NEWOBJ_EX = 0x92,
  STACK_GLOBAL = 0x93,
  MEMOIZE = 0x94,
  FRAME = 0x95,
  BYTEARRAY8 = 0x96,
  NEXT_BUFFER = 0x97,
  READONLY_BUFFER = 0x98,
}

/** How the argument of an opcode is stored. */
export enum Form {
  Unknown,
  None,
  Byte,
  UInt16,
  Int32,
  UInt32,
  UInt64,
  Double,
  Line,
  TwoLines,
  /** A payload after a length of 1, 4 (signed or not) or 8 bytes. */
  Counted1,
  Counted4,
  CountedSigned4,
  Counted8,
}

/** Bytes that have to be there before the rest of an instruction can be measured, by form. */
export const HEAD: readonly number[] = [0, 0, 1, 2, 4, 4, 8, 8, 0, 0, 1, 4, 4, 8];

const WITH_ARGUMENT: readonly (readonly [Form, readonly Op[]])[] = [
  [Form.Counted4, [Op.BINBYTES, Op.BINUNICODE]],
  [Form.Counted1, [Op.SHORT_BINBYTES, Op.SHORT_BINSTRING, Op.LONG1, Op.SHORT_BINUNICODE]],
  [Form.Line, [Op.FLOAT, Op.INT, Op.LONG, Op.PERSID, Op.STRING, Op.UNICODE, Op.GET, Op.PUT]],
  [Form.Double, [Op.BINFLOAT]],
  [Form.Int32, [Op.BININT, Op.EXT4]],
  [Form.Byte, [Op.BININT1, Op.BINGET, Op.BINPUT, Op.PROTO, Op.EXT1]],
  [Form.UInt16, [Op.BININT2, Op.EXT2]],
  [Form.CountedSigned4, [Op.BINSTRING, Op.LONG4]],
  [Form.TwoLines, [Op.GLOBAL, Op.INST]],
  [Form.UInt32, [Op.LONG_BINGET, Op.LONG_BINPUT]],
  [Form.Counted8, [Op.BINUNICODE8, Op.BINBYTES8, Op.BYTEARRAY8]],
  [Form.UInt64, [Op.FRAME]],
];

/** The form of each opcode, by its byte. */
export const FORMS = new Uint8Array(256);

for (const code of Object.values(Op)) if (typeof code === 'number') FORMS[code] = Form.None;
for (const [form, codes] of WITH_ARGUMENT) for (const code of codes) FORMS[code] = form;

/**
 * The name of an opcode; of a byte that is none, its hexadecimal form.
 *
 * @example opcodeName(0x52) // 'REDUCE'
 */
export function opcodeName(code: number): string {
  return Op[code] ?? `0x${code.toString(16).padStart(2, '0')}`;
}

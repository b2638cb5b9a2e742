import { readUpTo, type Whole } from './checked.js';

/** One file in an archive. */
export interface Member {
  readonly name: string;
  /** 0: as it is, 8: deflated. */
  readonly method: number;
  /** Where its bytes are in the archive, and how many. */
  readonly from: number;
  readonly stored: number;
  /** Bytes when it is unpacked. */
  readonly size: number;
}

const END = 22;
const END_64_LOCATOR = 20;
const END_64 = 56;
const MOST_MEMBERS = 10_000;
const MOST_DIRECTORY = 4 * 1024 * 1024;
const ENCRYPTED = 0x41;
const WITH_DESCRIPTOR = 8;
/** Without it, Python reads a name as that of a DOS program. */
const UTF8_NAME = 0x800;

/** Opens a part of a file. */
export type OpenPart = (from: number, size: number) => Whole;

/**
 * The members of a zip archive as Python's zipfile and numpy write it: one after the other from the first
 * byte on, the directory, and its end. What leaves room for a second reading is refused: gaps, members
 * that overlap, a name that is different in the two places where it stands, a comment.
 *
 * @returns null where it is no such archive
 */
export async function readZip(open: OpenPart, size: number): Promise<readonly Member[] | null> {
  const end = await readEnd(open, size);
  if (end === null || end.length > MOST_DIRECTORY || end.count > MOST_MEMBERS) return null;
  const directory = await readUpTo(open(end.from, end.length), end.length);
  const entries = readDirectory(directory, end.count);
  if (entries === null) return null;
  const members: Member[] = [];
  let expected = 0;
  for (const entry of entries.sort((one, other) => one.at - other.at)) {
    if (entry.at !== expected) return null;
    const from = await checkLocal(open, entry, end.from);
    if (from === null) return null;
    expected = from + entry.stored;
    if (entry.flags & WITH_DESCRIPTOR) {
      const length = await descriptorLength(open, expected, entry);
      if (length === null) return null;
      expected += length;
    }
    const { name, method, stored, size } = entry;
    members.push({ name, method, from, stored, size });
  }
  return expected === end.from ? members : null;
}

interface End {
  readonly from: number;
  readonly length: number;
  readonly count: number;
}

async function readEnd(open: OpenPart, size: number): Promise<End | null> {
  if (size < END) return null;
  const bytes = await readUpTo(open(size - END, END), END);
  if (bytes.length < END || bytes.readUInt32LE(0) !== 0x06054b50) return null;
  const hasDisks = bytes.readUInt32LE(4) !== 0 || bytes.readUInt16LE(8) !== bytes.readUInt16LE(10);
  if (hasDisks || bytes.readUInt16LE(20) !== 0) return null;
  const count = bytes.readUInt16LE(10);
  const length = bytes.readUInt32LE(12);
  const from = bytes.readUInt32LE(16);
  if (from !== 0xffffffff && length !== 0xffffffff && count !== 0xffff) {
    return from + length === size - END ? { from, length, count } : null;
  }
  return readEnd64(open, size - END);
}

/** Of archives above 4 GiB. */
async function readEnd64(open: OpenPart, end: number): Promise<End | null> {
  const at = end - END_64_LOCATOR - END_64;
  if (at < 0) return null;
  const bytes = await readUpTo(open(at, END_64 + END_64_LOCATOR), END_64 + END_64_LOCATOR);
  if (bytes.readUInt32LE(0) !== 0x06064b50 || bytes.readUInt32LE(END_64) !== 0x07064b50)
    return null;
  const count = Number(bytes.readBigUInt64LE(32));
  const length = Number(bytes.readBigUInt64LE(40));
  const from = Number(bytes.readBigUInt64LE(48));
  return from + length === at ? { from, length, count } : null;
}

interface Entry extends Omit<Member, 'from'> {
  readonly at: number;
  readonly flags: number;
  readonly rawName: Buffer;
}

const ENTRY = 46;

function readDirectory(bytes: Buffer, count: number): Entry[] | null {
  const entries: Entry[] = [];
  const names = new Set<string>();
  let at = 0;
  while (at < bytes.length) {
    if (at + ENTRY > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) return null;
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      bytes.readUInt16LE(at + field),
    ) as [number, number, number];
    const next = at + ENTRY + nameLength + extraLength + commentLength;
    if (next > bytes.length || commentLength > 0) return null;
    const rawName = bytes.subarray(at + ENTRY, at + ENTRY + nameLength);
    const extra = bytes.subarray(at + ENTRY + nameLength, at + ENTRY + nameLength + extraLength);
    const sizes = readSizes(bytes, at, extra);
    const name = rawName.toString('utf8');
    const flags = bytes.readUInt16LE(at + 8);
    const isPlain = rawName.every((byte) => byte < 0x80) || (flags & UTF8_NAME) !== 0;
    if (sizes === null || names.has(name) || flags & ENCRYPTED || !isPlain) return null;
    names.add(name);
    entries.push({ ...sizes, rawName, name, flags, method: bytes.readUInt16LE(at + 10) });
    at = next;
  }
  return entries.length === count ? entries : null;
}

/** A size of 0xFFFFFFFF stands in the extra field 1, in this order. */
function readSizes(
  bytes: Buffer,
  at: number,
  extra: Buffer,
): Pick<Entry, 'size' | 'stored' | 'at'> | null {
  const short = [24, 20, 42].map((field) => bytes.readUInt32LE(at + field));
  const long = extraField(extra, 1);
  let position = 0;
  const values = short.map((value) => {
    if (value !== 0xffffffff) return value;
    if (long === null || position + 8 > long.length) return -1;
    position += 8;
    return Number(long.readBigUInt64LE(position - 8));
  }) as [number, number, number];
  if (values.some((value) => value < 0 || value > 2 ** 53)) return null;
  const [size, stored, offset] = values;
  return { size, stored, at: offset };
}

function extraField(extra: Buffer, wanted: number): Buffer | null {
  let at = 0;
  while (at + 4 <= extra.length) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === wanted) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return null;
}

const LOCAL = 30;

/** Where the data of a member begins; null where its own header says something else than the directory. */
async function checkLocal(open: OpenPart, entry: Entry, end: number): Promise<number | null> {
  const { at, rawName, method, flags, stored } = entry;
  const header = await readUpTo(open(at, LOCAL + rawName.length), LOCAL + rawName.length);
  if (header.length < LOCAL + rawName.length || header.readUInt32LE(0) !== 0x04034b50) return null;
  if (header.readUInt16LE(6) !== flags || header.readUInt16LE(8) !== method) return null;
  if (header.readUInt16LE(26) !== rawName.length || !header.subarray(LOCAL).equals(rawName)) {
    return null;
  }
  const from = at + LOCAL + rawName.length + header.readUInt16LE(28);
  return from + stored <= end ? from : null;
}

/** What follows the data where the sizes were not known before: they, in 4 or 8 bytes each. */
async function descriptorLength(
  open: OpenPart,
  at: number,
  { stored, size }: Entry,
): Promise<number | null> {
  const bytes = await readUpTo(open(at, 24), 24);
  if (bytes.length < 16 || bytes.readUInt32LE(0) !== 0x08074b50) return null;
  if (bytes.readUInt32LE(8) === stored && bytes.readUInt32LE(12) === size) return 16;
  if (bytes.length < 24 || Number(bytes.readBigUInt64LE(8)) !== stored) return null;
  return Number(bytes.readBigUInt64LE(16)) === size ? 24 : null;
}

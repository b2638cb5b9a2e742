import { ByteSource } from '../bytes/byte-source.js';
import { inflate } from '../bytes/compression.js';
import type { MalformedDataReason } from '../findings/finding.js';
import { FREE_OUTPUT, LIMITS } from '../limits.js';
import { readNpyHeader } from './npy.js';
import { type Member, type OpenPart, readZip } from './zip.js';

/** What is done with the pickle inside an array of objects. */
export type WalkObjects = (source: ByteSource) => Promise<void>;

/**
 * An archive of numpy arrays. Only the header of an array of numbers is read: it says how long the array
 * is, and so does the archive.
 *
 * @returns null where all is as numpy writes it
 */
export async function checkNpz(
  open: OpenPart,
  size: number,
  walk: WalkObjects,
): Promise<MalformedDataReason | null> {
  const members = await readZip(open, size);
  if (members === null) return 'archive';
  for (const member of members) {
    if (!isArrayName(member.name)) return 'member';
    if (isBomb(member)) return 'size';
    const wrong = await checkMember(open, member, walk);
    if (wrong) return wrong;
  }
  return null;
}

/** A name that stays in the folder that somebody may unpack the archive in. */
function isArrayName(name: string): boolean {
  const parts = name.split('/');
  return (
    name.length <= 500 &&
    name.endsWith('.npy') &&
    parts.every((part) => /^[^.\\\p{Cc}\p{Cf}][^\\\p{Cc}\p{Cf}]*$/u.test(part))
  );
}

function isBomb({ stored, size, method }: Member): boolean {
  if (method === 0) return stored !== size;
  return size > LIMITS.decompressed || size > FREE_OUTPUT + LIMITS.ratio * stored;
}

async function checkMember(
  open: OpenPart,
  { method, from, stored, size }: Member,
  walk: WalkObjects,
): Promise<MalformedDataReason | null> {
  if (method !== 0 && method !== 8) return 'archive';
  const part = open(from, stored);
  if (method === 0) return checkArray(new ByteSource(part), size, walk);
  const inflated = await inflate(part, 'deflate');
  try {
    return await checkArray(new ByteSource(inflated), size, walk);
  } finally {
    await inflated.close();
  }
}

/**
 * An array of numpy's own format, up to the end of a stream.
 *
 * @param size of the stream
 */
export async function checkArray(
  source: ByteSource,
  size: number,
  walk: WalkObjects,
): Promise<MalformedDataReason | null> {
  const header = await readNpyHeader(source);
  if (header === null || header === 'header') return 'header';
  if (header.dataLength !== null) return header.length + header.dataLength === size ? null : 'size';
  await walk(source);
  return null;
}

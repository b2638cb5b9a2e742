import { type BigIntStats, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Inspection, InspectOptions } from '@org/model-registry-artifact-inspector';
import type { Fingerprint } from '@org/model-registry-core';
import { during, fileIdentity, hashFile } from '@org/model-registry-fs-scanner';

/** What is wanted to know of an artifact's bytes. */
export interface Wanted {
  /** Walk the content. */
  readonly inspect: boolean;
  /** Size and SHA-256; or these, of a file that was hashed while it was written. */
  readonly fingerprint: boolean | Fingerprint;
  readonly trustedGlobals: readonly string[];
  /** Of the name by which it is known: `.joblib`. */
  readonly ending: string;
}

/** What an artifact's bytes turned out to be. */
export interface ArtifactRead {
  /** Null where the content was not walked. */
  readonly inspection: Inspection | null;
  /** Null where it was not wanted. */
  readonly fingerprint: Fingerprint | null;
  /** The file that was read; see `fileIdentity`. */
  readonly identity: string;
}

/**
 * Reads an artifact in one pass over its bytes. Nothing of it is loaded or executed. What was read a
 * moment ago (a watcher verifies the same model after each change, a publication checks and then
 * selects) is not read again.
 *
 * @param file a regular file, no symlink
 * @throws the system's error, or Error with it as `cause`, where the file cannot be read
 */
export async function readArtifact(file: string, wanted: Wanted): Promise<ArtifactRead> {
  const before = statsOf(file);
  const wasOld = isOld(before);
  const last = known.get(keyOf(before, wanted));
  const isEnough = last && (last.read.fingerprint || !wanted.fingerprint);
  if (isEnough && (last.isOld || isSettled(before) || (await hasContent(file, last.read))))
    return last.read;
  const { trustedGlobals, ending } = wanted;
  const hashed = hashedOf(wanted, before);
  const sha256 = wanted.fingerprint !== false && hashed === null;
  const options = { trustedGlobals, sha256, name: `artifact${ending}` };
  const inspection = wanted.inspect ? await inspect(file, before, options) : null;
  const fingerprint = sha256 ? await fingerprintOf(file, inspection) : hashed;
  const read = { inspection, fingerprint, identity: fileIdentity(before) };
  const after = statsOf(file);
  if (wasOld && keyOf(before, wanted) === keyOf(after, wanted)) {
    keep(after, wanted, { read, isOld: true });
  }
  return read;
}

/** What is known of the file; null where that is nothing, or of another one. */
function hashedOf({ fingerprint }: Wanted, { size }: BigIntStats): Fingerprint | null {
  return typeof fingerprint === 'object' && fingerprint.size === Number(size) ? fingerprint : null;
}

const SMALL = 1_048_576n;

async function inspect(
  file: string,
  { size }: BigIntStats,
  options: Pick<InspectOptions, 'trustedGlobals' | 'sha256' | 'name'>,
): Promise<Inspection> {
  let done = 0;
  const onRead = (position: number) => {
    done = position;
  };
  // Loaded when needed: programs that inspect nothing start faster.
  const { inspectFile } = await import('@org/model-registry-artifact-inspector');
  const work = () => inspectFile(file, { ...options, onRead });
  // Done before anyone could look.
  if (size <= SMALL) return work();
  return during(`inspecting ${basename(file)}`, work, () => ({
    done,
    all: Number(size),
    unit: 'bytes',
  }));
}

/** Whether the file has the very bytes that were read. */
async function hasContent(file: string, { fingerprint }: ArtifactRead): Promise<boolean> {
  const now = await hashFile(file);
  return now?.sha256 === fingerprint?.sha256 && now?.size === fingerprint?.size;
}

async function fingerprintOf(
  file: string,
  inspection: Inspection | null,
): Promise<Fingerprint | null> {
  const { size, sha256 } = inspection?.bytes ?? {};
  return size !== undefined && sha256 ? { size, sha256 } : hashFile(file);
}

/** What was read, and whether the file was old enough then for its times to tell a later change. */
interface Known {
  readonly read: ArtifactRead;
  readonly isOld: boolean;
}

const known = new Map<string, Known>();
const MOST_KNOWN = 64;

function keep(stats: BigIntStats, wanted: Wanted, what: Known): void {
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(keyOf(stats, wanted), what);
}

/** Whatever was changed in or about a file: its content, its permissions, its names. */
function keyOf(stats: BigIntStats, { inspect, ending, trustedGlobals }: Wanted): string {
  return [fileIdentity(stats), stats.ctimeNs, inspect, ending, ...trustedGlobals].join(' ');
}

/**
 * Nanoseconds after which a second change, to as many bytes, shows in a file's times: they are coarse, a tick of the
 * kernel's clock (4 or 10 ms, some more on a busy virtual machine), and some file systems count whole seconds. So what
 * was read of a file that had just been changed is not kept.
 */
const OLD = 30_000_000n;
const OLD_WHERE_COARSE = 2_000_000_000n;

function isOld({ ctimeNs }: BigIntStats): boolean {
  return isPast(ctimeNs);
}

/**
 * Whether what was read just before its owner, permissions or names were changed is known to be what is there: to write
 * to it would have given it a new time. To set that back, within the tick of the clock in which these changed, is
 * nothing that happens by itself.
 */
function isSettled({ mtimeNs }: BigIntStats): boolean {
  return isPast(mtimeNs);
}

function isPast(time: bigint): boolean {
  const isCoarse = time % 1_000_000n === 0n;
  const age = BigInt(Date.now()) * 1_000_000n - time;
  return age > (isCoarse ? OLD_WHERE_COARSE : OLD);
}

/**
 * Keeps what was read of a file that is young: the decision after a publication need not walk again
 * what was checked for it. The file's owner, permissions and names may have changed since it was read.
 * Where it was written to just before, its hash is compared before what was read is trusted.
 *
 * @param file where it is now
 * @param wanted what it was read for
 * @returns false where the file is another by now, or its fingerprint was not taken
 * @example keepRead(join(modelsDir, name), wanted, read)
 */
export function keepRead(file: string, wanted: Wanted, read: ArtifactRead): boolean {
  const stats = statsOf(file);
  if (fileIdentity(stats) !== read.identity || read.fingerprint === null) return false;
  keep(stats, wanted, { read, isOld: false });
  return true;
}

function statsOf(file: string): BigIntStats {
  return statSync(file, { bigint: true });
}

import type { Upstream } from '../bytes/byte-source.js';
import type { MalformedDataReason } from '../findings/finding.js';
import type { ArtifactSummary } from '../summary/summary.js';

/** A whole file, from its start on. */
export type Whole = Upstream & { readonly size: number };

/** What a file of data turned out to be. */
export type Checked =
  /** What its format asks for, and what it says of its model. */
  | Partial<ArtifactSummary>
  /** Of its format, and damaged. */
  | MalformedDataReason
  /** Of another format. */
  | null;

/**
 * The first bytes of a stream, up to `most`.
 *
 * @example await readUpTo(file, 4) // <Buffer 43 42 4d 31>
 */
export async function readUpTo(file: Upstream, most: number): Promise<Buffer> {
  const bytes = Buffer.alloc(most);
  let length = 0;
  while (length < most) {
    const count = await file.read(bytes, length, most - length);
    if (count === 0) break;
    length += count;
  }
  return bytes.subarray(0, length);
}

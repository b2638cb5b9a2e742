import * as z from 'zod/mini';
import { RECORDED_ARTIFACTS, type RecordedArtifact } from './artifact.js';
import type { Metadata } from './metadata.js';
import type { ChecksumMismatch, Fingerprint } from './problem.js';

const fingerprint = z.lazy(() =>
  z.object({
    sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    size: z.int().check(z.minimum(0)),
  }),
);

/** The fingerprints of a version's model and scaler. */
export type Fingerprints = Readonly<Record<RecordedArtifact, Fingerprint>>;

/**
 * The fingerprints that a model's metadata records under `artifacts`. What is malformed counts as
 * not recorded.
 *
 * @example recordedFingerprints({ artifacts: { model: { sha256: '…', size: 1 } } }).model?.size // 1
 */
export function recordedFingerprints(metadata: Metadata): Partial<Fingerprints> {
  const recorded: Partial<Record<RecordedArtifact, Fingerprint>> = {};
  for (const artifact of RECORDED_ARTIFACTS) {
    const parsed = fingerprint.safeParse(ownOf(ownOf(metadata, 'artifacts'), artifact));
    if (parsed.success) recorded[artifact] = parsed.data;
  }
  return recorded;
}

/**
 * Whether an artifact is what the metadata records.
 *
 * @returns null where it is, and where either is not known
 * @example checksumMismatch('model', undefined, actual) // null
 */
export function checksumMismatch(
  artifact: RecordedArtifact,
  expected: Fingerprint | undefined,
  actual: Fingerprint | null,
): ChecksumMismatch | null {
  if (!expected || !actual) return null;
  if (expected.sha256 === actual.sha256 && expected.size === actual.size) return null;
  return { kind: 'checksum-mismatch', artifact, expected, actual };
}

function ownOf(value: unknown, key: string): unknown {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && Object.hasOwn(value, key) ? value[key as keyof typeof value] : undefined;
}

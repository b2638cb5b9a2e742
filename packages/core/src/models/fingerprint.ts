import * as z from 'zod/mini';
import { RECORDED_ARTIFACTS, type RecordedArtifact } from './artifact.js';
import type { Metadata } from './metadata.js';

/** What tells one file's content from every other. */
export const fingerprint = z.lazy(() =>
  z.object({
    sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    size: z.int().check(z.minimum(0)),
  }),
);
/** SHA-256 in lower-case hex, and size in bytes. */
export type Fingerprint = Readonly<z.infer<typeof fingerprint>>;
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

function ownOf(value: unknown, key: string): unknown {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && Object.hasOwn(value, key) ? value[key as keyof typeof value] : undefined;
}

import { headlineOf, type Inspection, inspectFile } from '@org/model-registry-artifact-inspector';
import {
  type ChecksumMismatch,
  checksumMismatch,
  type Fingerprint,
  type RecordedArtifact,
  type UnsafeArtifact,
  type Verify,
} from '@org/model-registry-core';
import { hashFile } from './hash-file.js';

/** How far an artifact is checked. */
export interface ExamineOptions {
  readonly verify: Verify;
  readonly trustedGlobals: readonly string[];
  /** What the metadata records of the file; undefined where it records nothing. */
  readonly recorded: Fingerprint | undefined;
  /** Compute the fingerprint although there is nothing to compare it with. */
  readonly fingerprint: boolean;
}

/** What an artifact turned out to be. */
export interface ExaminedArtifact {
  /** What speaks against loading it. */
  readonly problems: readonly (ChecksumMismatch | UnsafeArtifact)[];
  /** What a person should look at, and does not turn it down. */
  readonly warnings: readonly UnsafeArtifact[];
  /** Null where it was not asked for. */
  readonly fingerprint: Fingerprint | null;
  /** Null where the content was not looked at. */
  readonly inspection: Inspection | null;
}

/**
 * Checks one artifact, in one pass over its bytes: `checksum` compares it with what the metadata
 * records, `inspect` also walks its content, `strict` takes warnings for refusals. Nothing of it is
 * loaded or executed.
 *
 * @param file a regular file, no symlink
 * @throws Error with the system's error as `cause`, where it cannot be read
 * @example (await examineArtifact(path, 'model', options)).problems
 */
export async function examineArtifact(
  file: string,
  artifact: RecordedArtifact,
  options: ExamineOptions,
): Promise<ExaminedArtifact> {
  const { verify, trustedGlobals, recorded } = options;
  const isInspected = verify === 'inspect' || verify === 'strict';
  const sha256 = options.fingerprint || (recorded !== undefined && verify !== 'off');
  const inspection = isInspected ? await inspectFile(file, { trustedGlobals, sha256 }) : null;
  const fingerprint = sha256 ? await fingerprintOf(file, inspection) : null;
  const problems: (ChecksumMismatch | UnsafeArtifact)[] = [];
  const mismatch = verify === 'off' ? null : checksumMismatch(artifact, recorded, fingerprint);
  if (mismatch) problems.push(mismatch);
  const headline = inspection && headlineOf(inspection.findings);
  const unsafe = headline && { kind: 'unsafe-artifact' as const, artifact, ...headline };
  const isTurnedDown = unsafe && (unsafe.grade === 'refused' || verify === 'strict');
  if (isTurnedDown) problems.push(unsafe);
  return { problems, warnings: unsafe && !isTurnedDown ? [unsafe] : [], fingerprint, inspection };
}

async function fingerprintOf(
  file: string,
  inspection: Inspection | null,
): Promise<Fingerprint | null> {
  const { size, sha256 } = inspection?.bytes ?? {};
  return size !== undefined && sha256 ? { size, sha256 } : hashFile(file);
}

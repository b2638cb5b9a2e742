import { extname } from 'node:path';
import { headlineOf, type Inspection } from '@org/model-registry-artifact-inspector';
import {
  type ChecksumMismatch,
  checksumMismatch,
  type Fingerprint,
  type RecordedArtifact,
  type Requirements,
  type UnsafeArtifact,
  type Verify,
} from '@org/model-registry-core';
import { type ArtifactRead, keepRead, readArtifact, type Wanted } from './read-artifact.js';

/** How far an artifact is checked. */
export interface ExamineOptions {
  readonly verify: Verify;
  readonly trustedGlobals: readonly string[];
  /** What the metadata records of the file; undefined where it records nothing. */
  readonly recorded: Fingerprint | undefined;
  /** What it is called, which says what will load it: a symlink's name counts. */
  readonly name: string;
  /** Compute the fingerprint also where there is nothing to compare it with; or it, where it is known. */
  readonly fingerprint: boolean | Fingerprint;
}

/** What an artifact turned out to be. */
export interface ExaminedArtifact {
  /** What turns it down. */
  readonly problems: readonly (ChecksumMismatch | UnsafeArtifact)[];
  /** What a person should look at, though it does not turn it down. */
  readonly warnings: readonly UnsafeArtifact[];
  /** Null where the content was not walked. */
  readonly inspection: Inspection | null;
  readonly read: ArtifactRead;
}

/**
 * Checks one artifact, in one pass over its bytes: `checksum` compares it with what the metadata
 * records, `inspect` also walks its content, `strict` turns it down for warnings too. Nothing of it is
 * loaded or executed.
 *
 * @param file a regular file, no symlink
 * @throws the system's error, or Error with it as `cause`, where the file cannot be read
 * @example (await examineArtifact(path, 'model', options)).problems
 */
export async function examineArtifact(
  file: string,
  artifact: RecordedArtifact,
  options: ExamineOptions,
): Promise<ExaminedArtifact> {
  const { recorded } = options;
  const verify = await howFar(file, artifact, options);
  const isCompared = recorded !== undefined && verify !== 'off';
  const fingerprint = options.fingerprint || isCompared;
  const read = await readArtifact(file, {
    ...wantedFor(options.name, { ...options, verify }),
    fingerprint,
  });
  const { inspection } = read;
  const problems: (ChecksumMismatch | UnsafeArtifact)[] = [];
  const mismatch = isCompared ? checksumMismatch(artifact, recorded, read.fingerprint) : null;
  if (mismatch) problems.push(mismatch);
  const headline = inspection && headlineOf(inspection.findings);
  const unsafe = headline && { kind: 'unsafe-artifact' as const, artifact, ...headline };
  const isTurnedDown = unsafe && (unsafe.grade === 'refused' || verify === 'strict');
  // Of what is no model at all, that comes first: that it is not what was recorded follows from it.
  if (isTurnedDown && unsafe.finding === 'not-a-model') problems.unshift(unsafe);
  else if (isTurnedDown) problems.push(unsafe);
  return { problems, warnings: unsafe && !isTurnedDown ? [unsafe] : [], inspection, read };
}

/** Of a companion that is of no format that is known, only what it was when it was recorded is checked. */
async function howFar(
  file: string,
  artifact: RecordedArtifact,
  { verify, name }: ExamineOptions,
): Promise<Verify> {
  const mayInspect = verify === 'inspect' || verify === 'strict';
  if (!mayInspect) return verify;
  return (await isInspected(artifact, file, name)) ? verify : 'checksum';
}

/**
 * Whether the content of an artifact is inspected: of model and scaler in any case, of a companion by its
 * name and content.
 *
 * @param file no symlink
 * @param name what it is called: a symlink's name counts
 * @throws the system's error, or Error with it as `cause`, where the file cannot be read
 * @example await isInspected('encoder.pkl', path, path) // true
 */
export async function isInspected(
  artifact: RecordedArtifact,
  file: string,
  name: string,
): Promise<boolean> {
  if (artifact === 'model' || artifact === 'scaler') return true;
  const { isInspectable } = await import('@org/model-registry-artifact-inspector');
  return isInspectable(file, name);
}

/**
 * Keeps what was found out about an artifact for the decisions that follow, though its owner,
 * permissions or names changed since. One that was written to since is examined again.
 *
 * @param file where it is now
 * @example keepExamined(join(modelsDir, name), config.requirements, examined)
 */
export function keepExamined(
  file: string,
  { trustedGlobals }: Pick<Requirements, 'trustedGlobals'>,
  { read, inspection }: Pick<ExaminedArtifact, 'read' | 'inspection'>,
): void {
  const verify = inspection === null ? 'checksum' : 'inspect';
  keepRead(file, { ...wantedFor(file, { verify, trustedGlobals }), fingerprint: true }, read);
}

function wantedFor(
  name: string,
  { verify, trustedGlobals }: Pick<Requirements, 'verify' | 'trustedGlobals'>,
): Omit<Wanted, 'fingerprint'> {
  const inspect = verify === 'inspect' || verify === 'strict';
  return { inspect, ending: extname(name), trustedGlobals };
}

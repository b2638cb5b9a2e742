import { lstatSync } from 'node:fs';
import {
  type CompleteModel,
  type Fingerprint,
  MAX_METADATA_BYTES,
  type RecordedArtifact,
  recordedFilesOf,
  recordedFingerprints,
  setMembers,
} from '@org/model-registry-core';
import { fileIdentity, hashFile, readText } from '@org/model-registry-fs-scanner';
import { contentOf } from '../protocol/versions.js';

/** A file of a version here. */
export interface LocalFile extends Fingerprint {
  readonly path: string;
}

/** A version that is finished here, as it would be in the store. */
export interface LocalVersion {
  readonly version: string;
  readonly files: ReadonlyMap<RecordedArtifact, LocalFile>;
  /** Its metadata with `artifacts`: what makes it public. */
  readonly text: string;
  /** See {@link contentOf}. */
  readonly content: string;
}

/** A version here that cannot be pushed, in words for a person. */
export class LocalVersionError extends Error {
  override readonly name = 'LocalVersionError';
}

/**
 * Reads a version here and hashes its files.
 *
 * @throws LocalVersionError where a file is not what was published, or was changed meanwhile
 * @throws the system's error
 * @example (await readLocal(model)).files.get('model')?.sha256
 */
export async function readLocal(model: CompleteModel): Promise<LocalVersion> {
  const { version, metadata } = model;
  const found = recordedFilesOf(model);
  const recorded = recordedFingerprints(
    metadata,
    found.map(([artifact]) => artifact),
  );
  const files = new Map<RecordedArtifact, LocalFile>();
  for (const [artifact, path] of found) {
    const file = await fingerprintOf(path);
    const known = recorded[artifact];
    if (known && (known.sha256 !== file.sha256 || known.size !== file.size)) {
      throw new LocalVersionError(
        `version ${version} is not pushed: ${path} is not what was published (model-registry inspect ${version})`,
      );
    }
    files.set(artifact, { path, ...file });
  }
  const text = textWith(model, files);
  return { version, files, text, content: contentOf(files, metadata) };
}

function textWith({ version, configPath }: CompleteModel, files: LocalVersion['files']): string {
  const text = readText(configPath);
  if (typeof text !== 'string')
    throw new LocalVersionError(`version ${version} is not pushed: ${configPath} cannot be read`);
  const artifacts = Array.from(files, ([artifact, { sha256, size }]) => [
    artifact,
    { sha256, size },
  ]);
  const whole = setMembers(text, { artifacts: Object.fromEntries(artifacts) });
  if (Buffer.byteLength(whole) <= MAX_METADATA_BYTES) return whole;
  throw new LocalVersionError(
    `version ${version} is not pushed: ${configPath} would be larger than ${MAX_METADATA_BYTES} bytes`,
  );
}

/** The hash and the size of a regular file that nobody writes to meanwhile. */
async function fingerprintOf(path: string): Promise<Fingerprint> {
  const before = fileIdentity(lstatSync(path, { bigint: true }));
  const found = await hashFile(path);
  if (found !== null && fileIdentity(lstatSync(path, { bigint: true })) === before) return found;
  throw new LocalVersionError(`${path} was written to meanwhile: push again when it is finished`);
}

import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import {
  ARTIFACTS,
  type Artifact,
  artifactFileName,
  type Fingerprint,
  type Fingerprints,
  findChecksumMismatches,
  type Metadata,
  type MissingFile,
  type NotAFile,
  type Problem,
  parseMetadata,
  recordedFingerprints,
} from '@org/model-registry-core';
import { kindOf, metadataBuffer, readMetadataText } from '@org/model-registry-fs-scanner';
import { hashFile } from './hash-file.js';

/** Three files that may be published, or every reason why they may not. */
export type TrioCheck =
  | {
      readonly ok: true;
      readonly fingerprints: Fingerprints;
      readonly metadata: Metadata;
      /** The config file's text that was checked. */
      readonly configText: string;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks that a folder holds a version's three files, ready to be published: regular files and no
 * symlinks, not empty, the config file a readable object that names no other version, and model
 * and scaler those that it records, where it records any. Nothing is loaded or executed.
 *
 * @throws Error with the system's error as `cause`, where a file is there and cannot be read
 * @example await checkTrio('models/.registry/staging/run-Ab12Cd', '1.4')
 */
export async function checkTrio(folder: string, version: string): Promise<TrioCheck> {
  const irregular = ARTIFACTS.flatMap((artifact) => irregularity(folder, artifact, version));
  const config = await readConfig(folder, version, irregular);
  const problems = [...irregular, ...config.problems];
  const model = await fingerprintOf(folder, 'model', version, problems);
  const scaler = await fingerprintOf(folder, 'scaler', version, problems);
  if (model && scaler && config.metadata) {
    const recorded = recordedFingerprints(config.metadata);
    problems.push(...findChecksumMismatches(recorded, { model, scaler }));
    const { metadata, configText } = config;
    if (problems.length === 0) {
      return { ok: true, fingerprints: { model, scaler }, metadata, configText };
    }
  }
  return { ok: false, problems };
}

function irregularity(
  folder: string,
  artifact: Artifact,
  version: string,
): (MissingFile | NotAFile)[] {
  const path = join(folder, artifactFileName(artifact, version));
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return [{ kind: 'missing-file', artifact }];
  if (stats.isFile()) return [];
  const found = stats.isSymbolicLink() ? 'link' : kindOf(stats);
  return [{ kind: 'not-a-file', artifact, found }];
}

type Config =
  | { readonly metadata: null; readonly problems: readonly Problem[] }
  | {
      readonly metadata: Metadata;
      readonly configText: string;
      readonly problems: readonly Problem[];
    };

async function readConfig(
  folder: string,
  version: string,
  irregular: readonly (MissingFile | NotAFile)[],
): Promise<Config> {
  if (irregular.some(({ artifact }) => artifact === 'config')) return without([]);
  const text = await readMetadataText(
    join(folder, artifactFileName('config', version)),
    metadataBuffer(),
  );
  if (text === null) return without([{ kind: 'missing-file', artifact: 'config' }]);
  const parsed = typeof text === 'string' ? parseMetadata(text) : { problem: text };
  if ('problem' in parsed) return without([parsed.problem]);
  const { metadata } = parsed;
  const actual = Object.hasOwn(metadata, 'version') ? metadata.version : version;
  const problems: Problem[] =
    actual === version ? [] : [{ kind: 'version-mismatch', expected: version, actual }];
  return { metadata, configText: text as string, problems };
}

function without(problems: readonly Problem[]): Config {
  return { metadata: null, problems };
}

/** Null, and a problem, for a file that is not there or empty. */
async function fingerprintOf(
  folder: string,
  artifact: 'model' | 'scaler',
  version: string,
  problems: Problem[],
): Promise<Fingerprint | null> {
  if (problems.some((problem) => 'artifact' in problem && problem.artifact === artifact))
    return null;
  const file = join(folder, artifactFileName(artifact, version));
  try {
    const fingerprint = await hashFile(file);
    if (fingerprint === null) throw new Error('it is no regular file any more');
    if (fingerprint.size > 0) return fingerprint;
    problems.push({ kind: 'empty-file', artifact });
    return null;
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

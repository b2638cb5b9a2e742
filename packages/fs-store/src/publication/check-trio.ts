import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import {
  ARTIFACTS,
  type Artifact,
  artifactFileName,
  type EmptyFile,
  type Fingerprints,
  type Metadata,
  type MissingFile,
  type NotAFile,
  type Problem,
  parseMetadata,
  RECORDED_ARTIFACTS,
  type RecordedArtifact,
  type Requirements,
  recordedFingerprints,
  type UnreadableFile,
  versionMismatch,
} from '@org/model-registry-core';
import { kindOf, readConfigText, unreadableFile } from '@org/model-registry-fs-scanner';
import {
  type ExaminedArtifact,
  examineArtifact,
  featureMismatches,
  keepExamined,
} from '@org/model-registry-selector';

/** How far the files are checked. */
export interface Checks extends Pick<Requirements, 'verify' | 'trustedGlobals'> {
  /**
   * Whatever version the metadata name, the publication writes the right one into them; else another
   * one is a problem.
   */
  readonly restamp: boolean;
}

/** Three files that may be published. */
export interface CheckedTrio {
  readonly ok: true;
  /** Where they are. */
  readonly folder: string;
  readonly version: string;
  readonly checks: Checks;
  readonly fingerprints: Fingerprints;
  readonly metadata: Metadata;
  /** The config file's text that was checked. */
  readonly configText: string;
  readonly examined: Readonly<Record<RecordedArtifact, ExaminedArtifact>>;
}

/** Three files that may be published, or every reason why they may not. */
export type TrioCheck = CheckedTrio | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Tells the decisions that follow what was found out, so that they need not read the files again.
 *
 * @param folder where the checked files are now
 */
export function keepChecked({ version, checks, examined }: CheckedTrio, folder: string): void {
  for (const artifact of RECORDED_ARTIFACTS) {
    keepExamined(join(folder, artifactFileName(artifact, version)), checks, examined[artifact]);
  }
}

/**
 * Checks that a folder holds a version's three files, ready to be published: regular files and no
 * symlinks, not empty, the config file a readable object that names no other version (unless it is
 * restamped), and model and scaler verified as far as asked for. Nothing is loaded or executed.
 *
 * @throws Error with the system's error as `cause`, where the machine is to blame that a file cannot be
 *   read; see `blameFile`
 * @example await checkTrio('out', '1.4', { ...config.requirements, restamp: false })
 */
export async function checkTrio(
  folder: string,
  version: string,
  checks: Checks,
): Promise<TrioCheck> {
  const irregular = ARTIFACTS.flatMap((artifact) => irregularity(folder, artifact, version));
  const { metadata, configText, problems } = readConfig(folder, version, irregular, checks);
  const recorded = recordedFingerprints(metadata ?? {});
  const examined: ExaminedArtifact[] = [];
  const unread: UnreadableFile[] = [];
  for (const artifact of RECORDED_ARTIFACTS) {
    if (irregular.some((problem) => problem.artifact === artifact)) continue;
    const file = join(folder, artifactFileName(artifact, version));
    const options = { ...checks, recorded: recorded[artifact], fingerprint: true };
    try {
      examined.push(await examineArtifact(file, artifact, options));
    } catch (error) {
      unread.push(unreadableFile(artifact, file, error));
    }
  }
  const found = [...irregular, ...problems, ...unread, ...examined.flatMap((one) => one.problems)];
  if (checks.verify === 'strict') found.push(...featureMismatches(examined, metadata));
  const [model, scaler] = examined;
  const fingerprints = fingerprintsOf(model, scaler);
  return found.length === 0 && metadata && model && scaler && fingerprints
    ? {
        ok: true,
        ...{ folder, version, checks, fingerprints, metadata, configText },
        examined: { model, scaler },
      }
    : { ok: false, problems: found };
}

function fingerprintsOf(
  model: ExaminedArtifact | undefined,
  scaler: ExaminedArtifact | undefined,
): Fingerprints | null {
  const [first, second] = [model?.read.fingerprint, scaler?.read.fingerprint];
  return first && second ? { model: first, scaler: second } : null;
}

function irregularity(
  folder: string,
  artifact: Artifact,
  version: string,
): (MissingFile | NotAFile | EmptyFile)[] {
  const path = join(folder, artifactFileName(artifact, version));
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return [{ kind: 'missing-file', artifact }];
  if (stats.isFile()) {
    return stats.size === 0 && artifact !== 'config' ? [{ kind: 'empty-file', artifact }] : [];
  }
  const found = stats.isSymbolicLink() ? 'symlink' : kindOf(stats);
  return [{ kind: 'not-a-file', artifact, found }];
}

interface Config {
  readonly metadata: Metadata | null;
  readonly configText: string;
  readonly problems: readonly Problem[];
}

function readConfig(
  folder: string,
  version: string,
  irregular: readonly (MissingFile | NotAFile | EmptyFile)[],
  { restamp }: Checks,
): Config {
  if (irregular.some(({ artifact }) => artifact === 'config')) return without([]);
  const text = readConfigText(join(folder, artifactFileName('config', version)));
  if (text === null) return without([{ kind: 'missing-file', artifact: 'config' }]);
  const parsed = typeof text === 'string' ? parseMetadata(text) : { problem: text };
  if ('problem' in parsed) return without([parsed.problem]);
  const { metadata } = parsed;
  const mismatch = restamp ? null : versionMismatch(metadata, version);
  return { metadata, configText: text as string, problems: mismatch ? [mismatch] : [] };
}

function without(problems: readonly Problem[]): Config {
  return { metadata: null, configText: '', problems };
}

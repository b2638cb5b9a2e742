import { realpathSync } from 'node:fs';
import type { Inspection, Verdict } from '@org/model-registry-artifact-inspector';
import {
  type ChecksumMismatch,
  checksumMismatch,
  type FeatureMismatch,
  type Fingerprints,
  isVersion,
  type LibraryMismatch,
  type Metadata,
  type RecordedArtifact,
  type Requirements,
  recordedFilesOf,
  recordedFingerprints,
  unreadableSentence,
  VERSION_FORMS,
} from '@org/model-registry-core';
import { leadsSomewhere, scanRegistry, unreadableFile } from '@org/model-registry-fs-scanner';
import { unknownVersion } from '@org/model-registry-fs-store';
import { RefusedError, type Surroundings, UsageError } from '@org/model-registry-program';
import { featureMismatches, isInspected, libraryCheck } from '@org/model-registry-selector';
import { plainVersion } from '../write/options.js';

/** One file to inspect. */
interface Target {
  /** Null for a file that was named by its path. */
  readonly artifact: RecordedArtifact | null;
  readonly file: string;
}

/** What is to be inspected. */
export interface Targets {
  readonly artifacts: readonly Target[];
  /** Null for a file that was named by its path, and where there is none that can be read. */
  readonly metadata: Metadata | null;
  /** Whether model and scaler, or the model of a layout without scalers, are compared with the metadata. */
  readonly isWhole: boolean;
}

/**
 * The files that a word of the command line means. A canonical version is one, whatever files there
 * are; everything else is a path.
 *
 * @throws UsageError where there is no such version or file
 * @throws LostRegistryError
 * @throws RefusedError for a version that has neither a model nor a scaler file
 */
export async function findTargets(given: string, { registry }: Surroundings): Promise<Targets> {
  const { layout } = registry;
  const what = plainVersion(given);
  if (!isVersion(layout.scheme, what)) {
    if (!leadsSomewhere(given))
      throw new UsageError(
        `there is no file ${given}, and it is no version: those are ${VERSION_FORMS[layout.scheme]}`,
      );
    return { artifacts: [{ artifact: null, file: given }], metadata: null, isWhole: false };
  }
  const { models } = scanRegistry(registry);
  const model = models.find(({ version }) => version === what);
  if (!model) throw unknownVersion(registry, what);
  const artifacts: Target[] = [];
  for (const [artifact, file] of recordedFilesOf(model)) {
    if (await orUnreadable(artifact, file, () => isInspected(artifact, realpathSync(file), file)))
      artifacts.push({ artifact, file });
  }
  if (artifacts.length === 0)
    throw new RefusedError(`version ${what} has no model and no scaler file`);
  const isWhole =
    model.modelPath !== null && (model.scalerPath !== null || layout.names.scaler === null);
  return { artifacts, metadata: model.metadata, isWhole };
}

/** One file that was inspected. */
export interface InspectedFile extends Target {
  readonly inspection: Inspection;
  /** Null where the file is what the metadata records, or nothing is recorded. */
  readonly mismatch: ChecksumMismatch | null;
}

/** All that `inspect` found. */
export interface InspectReport {
  readonly verdict: Verdict;
  readonly files: readonly InspectedFile[];
  readonly disagreements: readonly FeatureMismatch[];
  /** What `model.python` cannot be trusted to load; without it, nothing. */
  readonly libraries: readonly LibraryMismatch[];
}

/**
 * Inspects files, and compares them with each other and with what the metadata record. Nothing of
 * them is loaded or executed.
 *
 * @throws Error with the system's error as `cause`, where one cannot be read
 */
export async function inspectTargets(
  { artifacts, metadata, isWhole }: Targets,
  requirements: Requirements,
): Promise<InspectReport> {
  const { trustedGlobals } = requirements;
  const files: InspectedFile[] = [];
  for (const { artifact, file } of artifacts) {
    const inspection = await inspect(artifact, file, trustedGlobals);
    const mismatch = mismatchOf(artifact, inspection, metadata);
    files.push({ artifact, file, inspection, mismatch });
  }
  const both = files.filter(({ artifact }) => artifact === 'model' || artifact === 'scaler');
  const disagreements = isWhole ? featureMismatches(both, metadata) : [];
  const inspections = files.map(({ inspection }) => inspection);
  const libraries = libraryCheck(requirements)(inspections, metadata);
  const isRefused = libraries.length > 0 && requirements.libraries === 'refuse';
  const verdict = isRefused ? 'refused' : verdictOn(files, [...disagreements, ...libraries]);
  return { verdict, files, disagreements, libraries };
}

async function inspect(
  artifact: RecordedArtifact | null,
  file: string,
  trustedGlobals: readonly string[],
): Promise<Inspection> {
  const { inspectFile } = await import('@org/model-registry-artifact-inspector');
  const options = { name: file, trustedGlobals, sha256: true };
  return orUnreadable(artifact, file, () => inspectFile(realpathSync(file), options));
}

async function orUnreadable<Result>(
  artifact: RecordedArtifact | null,
  file: string,
  read: () => Promise<Result>,
): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    const unreadable = unreadableFile(artifact ?? 'model', file, cause);
    throw new Error(unreadableSentence(unreadable), { cause });
  }
}

function mismatchOf(
  artifact: RecordedArtifact | null,
  { bytes: { size, sha256 } }: Inspection,
  metadata: Metadata | null,
): ChecksumMismatch | null {
  if (artifact === null || sha256 === null) return null;
  const recorded: Partial<Fingerprints> = recordedFingerprints(metadata ?? {}, [artifact]);
  return checksumMismatch(artifact, recorded[artifact], { size, sha256 });
}

function verdictOn(
  files: readonly InspectedFile[],
  warnings: readonly (FeatureMismatch | LibraryMismatch)[],
): Verdict {
  const verdicts = files.map(({ inspection }) => inspection.verdict);
  if (verdicts.includes('refused') || files.some(({ mismatch }) => mismatch)) return 'refused';
  return verdicts.includes('warning') || warnings.length > 0 ? 'warning' : 'clean';
}

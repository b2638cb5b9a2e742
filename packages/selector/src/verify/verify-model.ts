import { realpathSync } from 'node:fs';
import {
  compareFeatures,
  type Disagreement,
  type Inspection,
} from '@org/model-registry-artifact-inspector';
import {
  type CompleteModel,
  type DiscoveredModel,
  type FeatureMismatch,
  isComplete,
  type Metadata,
  type Problem,
  type RecordedArtifact,
  type Requirements,
  recordedFilesOf,
  recordedFingerprints,
} from '@org/model-registry-core';
import { blameFile, checkReadable, during, unreadableFile } from '@org/model-registry-fs-scanner';
import { type ExaminedArtifact, type ExamineOptions, examineArtifact } from './examine-artifact.js';
import { type LibraryCheck, libraryCheck } from './libraries.js';

/** What verification found out about a model. */
interface Verification {
  /** What turns it down; empty for a model that may be loaded. */
  readonly problems: readonly Problem[];
  /** What a person should look at. */
  readonly warnings: readonly Problem[];
}

/**
 * Verifies a model's files as far as the requirements ask for. A file that this user may not read turns
 * it down in any case.
 *
 * @param findMismatches of these requirements: one for all models of a decision
 * @throws Error with the system's error as `cause`, where the machine is to blame that a file cannot be
 *   read; see `blameFile`
 * @example (await verifyModel(model, requirements, libraryCheck(requirements))).problems
 */
export async function verifyModel(
  model: CompleteModel,
  checks: VerifyChecks,
  findMismatches: LibraryCheck,
): Promise<Verification> {
  const { problems, warnings, inspections } = await verifyFiles(model, checks);
  const mismatches = findMismatches(inspections, model.metadata);
  return checks.libraries === 'refuse'
    ? { problems: [...problems, ...mismatches], warnings }
    : { problems, warnings: [...warnings, ...mismatches] };
}

/** How far a model is verified. */
export type VerifyChecks = Pick<Requirements, 'verify' | 'trustedGlobals' | 'libraries' | 'python'>;

async function verifyFiles(
  model: CompleteModel,
  { verify, trustedGlobals }: VerifyChecks,
): Promise<Verification & { readonly inspections: readonly Inspection[] }> {
  const files = recordedFilesOf(model);
  if (verify === 'off') {
    const closed = files.flatMap(([artifact, path]) => checkReadable(artifact, path) ?? []);
    return { problems: closed, warnings: [], inspections: [] };
  }
  const recorded = recordedFingerprints(model.metadata, new Map(files).keys());
  const examined = await Promise.all(
    files.map(([artifact, path]) =>
      examine(path, artifact, {
        verify,
        trustedGlobals,
        recorded: recorded[artifact],
        name: path,
        fingerprint: false,
      }),
    ),
  );
  const problems = examined.flatMap((one) => one.problems);
  const warnings = examined.flatMap((one) => one.warnings);
  const mismatches = featureMismatches(
    examined.slice(0, model.scalerPath === null ? 1 : 2),
    model.metadata,
  );
  const inspections = examined.flatMap(({ inspection }) => inspection ?? []);
  return verify === 'strict'
    ? { problems: [...problems, ...mismatches], warnings, inspections }
    : { problems, warnings: [...warnings, ...mismatches], inspections };
}

/**
 * Verifies the files of every complete version, one after the other, whatever selection thinks of it.
 * Files are inspected also where the requirements say `off`.
 *
 * @returns by version, what would turn it down and what a person should look at
 * @example (await verifyVersions(scan.models, requirements)).get('1.3') ?? [] // [] where all is well
 */
export async function verifyVersions(
  models: readonly DiscoveredModel[],
  { verify, ...others }: VerifyChecks,
): Promise<ReadonlyMap<string, readonly Problem[]>> {
  const checks = { ...others, verify: verify === 'off' ? 'inspect' : verify } as const;
  const findMismatches = libraryCheck(checks);
  const verified = new Map<string, readonly Problem[]>();
  const complete = models.filter(isComplete);
  const work = async () => {
    for (const model of complete) {
      const { problems, warnings } = await verifyModel(model, checks, findMismatches);
      verified.set(model.version, [...problems, ...warnings]);
    }
  };
  await during('verifying all versions', work, () => ({
    done: verified.size,
    all: complete.length,
    unit: 'versions',
  }));
  return verified;
}

/**
 * The versions that verification would refuse, from the newest down until as many as are wanted would
 * not be. Of those that are older nothing is read.
 *
 * @param models in ascending order of version; incomplete ones are passed over
 * @param wanted how many, at least 0
 * @example await refusedAmongNewest(scan.models, 5, requirements) // new Set(['1.9'])
 */
export async function refusedAmongNewest(
  models: readonly DiscoveredModel[],
  wanted: number,
  requirements: VerifyChecks,
): Promise<ReadonlySet<string>> {
  const findMismatches = libraryCheck(requirements);
  const refused = new Set<string>();
  let usable = 0;
  const work = async () => {
    for (const model of models.filter(isComplete).reverse()) {
      if (usable === wanted) break;
      const { problems } = await verifyModel(model, requirements, findMismatches);
      if (problems.length > 0) refused.add(model.version);
      else usable += 1;
    }
  };
  await during('verifying the newest versions', work, () => ({
    done: usable,
    all: Math.min(wanted, models.length),
    unit: 'versions',
  }));
  return refused;
}

async function examine(
  path: string,
  artifact: RecordedArtifact,
  options: ExamineOptions,
): Promise<Verification & Pick<ExaminedArtifact, 'inspection'>> {
  // Asked first: a checksum that nothing was recorded of would not open the file.
  const closed = checkReadable(artifact, path);
  if (closed) return { problems: [closed], warnings: [], inspection: null };
  try {
    return await examineArtifact(realpathSync(path), artifact, options);
  } catch (error) {
    return { problems: [problemOf(artifact, path, error)], warnings: [], inspection: null };
  }
}

function problemOf(artifact: RecordedArtifact, path: string, error: unknown): Problem {
  const isGone = blameFile(path, error) === 'ENOENT';
  return isGone ? { kind: 'missing-file', artifact } : unreadableFile(artifact, path, error);
}

/**
 * Where model, scaler and metadata disagree about the features, as far as they say anything.
 *
 * @param examined model and scaler, in this order, or the model of a layout without scalers; where one was
 *   not inspected, nothing is compared
 * @example featureMismatches([model, scaler], metadata) // [] where all agree
 */
export function featureMismatches(
  examined: readonly Pick<ExaminedArtifact, 'inspection'>[],
  metadata: Metadata | null,
): FeatureMismatch[] {
  const [model, scaler] = examined.map(({ inspection }) => inspection?.summary);
  if (!model || (examined.length > 1 && !scaler)) return [];
  const both = scaler ? { model, scaler } : { model };
  return compareFeatures({ ...both, features: metadata?.features }).map(mismatchOf);
}

function mismatchOf(disagreement: Disagreement): FeatureMismatch {
  const { between } = disagreement;
  const facts = { kind: 'feature-mismatch', between } as const;
  switch (disagreement.kind) {
    case 'feature-count-differs': {
      const [one, other] = disagreement.counts;
      return { ...facts, difference: 'count', values: [String(one), String(other)] };
    }
    case 'feature-names-differ': {
      const [one, other] = disagreement.only;
      return { ...facts, difference: 'names', values: [listOf(one), listOf(other)] };
    }
    case 'feature-order-differs':
      return { ...facts, difference: 'order', values: disagreement.names };
  }
}

const MOST_NAMES = 5;

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => name.slice(0, 40));
  return shown.join(', ') + (names.length > MOST_NAMES ? ', …' : '');
}

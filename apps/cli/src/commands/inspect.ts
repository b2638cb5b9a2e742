import { existsSync, realpathSync } from 'node:fs';
import {
  type Finding,
  gradeOf,
  type Inspection,
  inspectFile,
  type Verdict,
} from '@org/model-registry-artifact-inspector';
import {
  type ChecksumMismatch,
  checksumMismatch,
  type FeatureMismatch,
  type Fingerprints,
  type Metadata,
  parseVersion,
  RECORDED_ARTIFACTS,
  type RecordedArtifact,
  recordedFingerprints,
} from '@org/model-registry-core';
import { modelsDirectory } from '@org/model-registry-fs-scanner';
import { featureMismatches, type Surroundings } from '@org/model-registry-selector';
import type { Command } from '../command.js';
import { EXIT, Refusal, UsageError } from '../exit-status.js';
import { readSurroundings } from '../read-context.js';
import { renderInspection } from '../render/inspection.js';

export const inspect: Command = {
  usage: 'inspect VERSION|FILE [options]',
  summary: 'see inside joblib files without loading them',
  help: `Walks a joblib file, or the model and the scaler of a version, without executing
anything, and tells what loading would import and call, what is in there, and
whether model, scaler and metadata agree on the features. Exits 1 when a file
is refused; with --verify strict also for warnings.

A clean file is one that asks for nothing but what scikit-learn and XGBoost
need. That lowers the risk of loading a file; it does not end it.

Examples:
  model-registry inspect 2.0
  model-registry inspect /tmp/meta_model_v2.1.joblib --json`,
  options: {},
  operands: 1,
  async run(arguments_) {
    const what = arguments_.operands[0] as string;
    const surroundings = await readSurroundings(arguments_);
    const { requirements } = surroundings.config;
    const { artifacts, metadata } = await targetsOf(what, surroundings);
    const files: InspectedFile[] = [];
    for (const { artifact, file } of artifacts) {
      const { trustedGlobals } = requirements;
      const inspection = await inspectFile(resolved(file), { trustedGlobals, sha256: true });
      files.push({
        artifact,
        file,
        inspection,
        mismatch: mismatchOf(artifact, inspection, metadata),
      });
    }
    const examined = files.map(({ inspection }) => ({ inspection }));
    const disagreements = artifacts.length === 2 ? featureMismatches(examined, metadata) : [];
    const verdict = verdictOn(files, disagreements);
    const isRefused =
      verdict === 'refused' || (verdict === 'warning' && requirements.verify === 'strict');
    const report = { verdict, files, disagreements };
    return {
      text: () => renderInspection(report),
      json: () => document(report),
      notes: surroundings.notes,
      status: isRefused ? EXIT.no : EXIT.done,
    };
  },
};

/** One file that was inspected. */
export interface InspectedFile {
  /** Null for a file that was named by its path. */
  readonly artifact: RecordedArtifact | null;
  readonly file: string;
  readonly inspection: Inspection;
  /** Null where the file is what the metadata records, or nothing is recorded. */
  readonly mismatch: ChecksumMismatch | null;
}

/** All that `inspect` found. */
export interface InspectReport {
  readonly verdict: Verdict;
  readonly files: readonly InspectedFile[];
  readonly disagreements: readonly FeatureMismatch[];
}

interface Targets {
  readonly artifacts: readonly { artifact: RecordedArtifact | null; file: string }[];
  readonly metadata: Metadata | null;
}

/** A canonical version is one, whatever files there are; everything else is a path. */
async function targetsOf(what: string, { modelsDir }: Surroundings): Promise<Targets> {
  if (parseVersion(what) === null) {
    if (!existsSync(what)) throw new UsageError(`there is no file ${what}, and it is no version`);
    return { artifacts: [{ artifact: null, file: what }], metadata: null };
  }
  const { models } = modelsDirectory(modelsDir).scanSync();
  const model = models.find(({ version }) => version === what);
  if (!model) throw new UsageError(`there is no version ${what} in ${modelsDir}`);
  const paths = { model: model.modelPath, scaler: model.scalerPath };
  const artifacts = RECORDED_ARTIFACTS.flatMap((artifact) => {
    const file = paths[artifact];
    return file === null ? [] : [{ artifact, file }];
  });
  if (artifacts.length === 0) throw new Refusal(`version ${what} has no model and no scaler file`);
  return { artifacts, metadata: model.metadata };
}

function resolved(file: string): string {
  try {
    return realpathSync(file);
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function mismatchOf(
  artifact: RecordedArtifact | null,
  { bytes: { size, sha256 } }: Inspection,
  metadata: Metadata | null,
): ChecksumMismatch | null {
  if (artifact === null || sha256 === null) return null;
  const recorded: Partial<Fingerprints> = recordedFingerprints(metadata ?? {});
  return checksumMismatch(artifact, recorded[artifact], { size, sha256 });
}

function verdictOn(
  files: readonly InspectedFile[],
  disagreements: readonly FeatureMismatch[],
): Verdict {
  const verdicts = files.map(({ inspection }) => inspection.verdict);
  if (verdicts.includes('refused') || files.some(({ mismatch }) => mismatch)) return 'refused';
  return verdicts.includes('warning') || disagreements.length > 0 ? 'warning' : 'clean';
}

function document({ verdict, files, disagreements }: InspectReport) {
  return {
    schema: 'model-registry/inspect@1',
    verdict,
    findings: files.flatMap(({ artifact, inspection }) =>
      inspection.findings.map((finding: Finding) => ({
        artifact,
        grade: gradeOf(finding),
        ...finding,
      })),
    ),
    files: files.map(({ artifact, file, inspection: { verdict, summary, bytes }, mismatch }) => ({
      artifact,
      file,
      verdict,
      size: bytes.size,
      sha256: bytes.sha256,
      checksum_mismatch: mismatch,
      estimator: summary.estimator,
      versions: summary.versions,
      feature_count: summary.featureCount,
      feature_names: summary.featureNames,
      classes: summary.classes,
      parts: summary.parts,
      arrays: summary.arrays,
    })),
    disagreements,
  };
}

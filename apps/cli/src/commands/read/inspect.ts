import { type Finding, gradeOf } from '@org/model-registry-artifact-inspector';
import { type Command, EXIT, readSurroundings } from '@org/model-registry-program';
import { renderInspection } from '../../render/inspection.js';
import { findTargets, type InspectReport, inspectTargets } from './inspect-files.js';

export const inspect: Command = {
  usage: 'inspect VERSION|FILE [options]',
  summary: 'see inside model files without loading them',
  help: `Looks into a file, or the model and the scaler of a version, without executing
anything, and tells what loading would import and call, what is in there, and
whether model, scaler and metadata agree on the features. Exits 1 when a file
is refused; with --verify strict also for warnings.

By its name a file is a pickle (.joblib, .pkl and most others), which is
walked, or data (.json, .ubj, .txt, .cbm, .onnx, .safetensors, .csv, .npy,
.npz), which has to be what its name says.

A clean file is one that asks for nothing but what models of scikit-learn,
XGBoost, LightGBM, CatBoost, imbalanced-learn, numpy and pandas need. That
lowers the risk of loading a file; it does not end it.`,
  examples: [
    'model-registry inspect 2.0',
    'model-registry inspect /tmp/meta_model_v2.1.joblib --json',
  ],
  options: {},
  operands: [{ name: 'VERSION|FILE', completion: 'version-or-file' }],
  async run(arguments_) {
    const what = arguments_.operands[0] as string;
    const surroundings = await readSurroundings(arguments_);
    const { requirements } = surroundings.config;
    const { verify } = requirements;
    const report = await inspectTargets(await findTargets(what, surroundings), requirements);
    const { verdict } = report;
    const isRefused = verdict === 'refused' || (verdict === 'warning' && verify === 'strict');
    return {
      text: () => renderInspection(report),
      json: () => document(report),
      remarks: surroundings.remarks,
      status: isRefused ? EXIT.no : EXIT.done,
    };
  },
};

function document({ verdict, files, disagreements, libraries }: InspectReport) {
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
    files: files.map(
      ({ artifact, file, inspection: { format, verdict, summary, bytes }, mismatch }) => ({
        artifact,
        file,
        format,
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
      }),
    ),
    disagreements,
    libraries,
  };
}

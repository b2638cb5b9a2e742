import * as z from 'zod/mini';
import { isVersion } from './version.js';

/** The three files of a model version, in the order in which they are reported. */
export const ARTIFACTS = ['model', 'scaler', 'config'] as const;
/** One of a version's {@link ARTIFACTS}; `config` is the file with the model's metadata. */
export type Artifact = (typeof ARTIFACTS)[number];

/** The artifacts whose content the metadata records: the metadata cannot record its own file's. */
export const RECORDED_ARTIFACTS = ['model', 'scaler'] as const;
/** One of {@link RECORDED_ARTIFACTS}. */
export type RecordedArtifact = (typeof RECORDED_ARTIFACTS)[number];

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

/** Why a file that begins like an artifact belongs to no version. */
export type IgnoredReason = (typeof IGNORED_REASONS)[number];
export const IGNORED_REASONS = [
  'not-a-version',
  'not-canonical',
  'extra-text',
  'wrong-case',
] as const;

const STARTS = {
  model: 'meta_model_v',
  scaler: 'feature_scaler_v',
  config: 'model_config_v',
} as const;
const EXTENSIONS = { model: '.joblib', scaler: '.joblib', config: '.json' } as const;

const FORMS = ARTIFACTS.map((artifact) => ({
  artifact,
  start: STARTS[artifact],
  extension: EXTENSIONS[artifact],
}));
const ARTIFACT_OF: Readonly<Record<string, Artifact>> = {
  meta_model: 'model',
  feature_scaler: 'scaler',
  model_config: 'config',
};
const BEGINS_LIKE = /^(?:meta_model|feature_scaler|model_config)/i;
const LOOSE = /^([a-z_]+)_v([0-9]+)\.([0-9]+)(.*)/is;

/**
 * The file name of one artifact of a version.
 *
 * @example artifactFileName('scaler', '1.0') // 'feature_scaler_v1.0.joblib'
 */
export function artifactFileName(artifact: Artifact, version: string): string {
  return `${STARTS[artifact]}${version}${EXTENSIONS[artifact]}`;
}

/**
 * The paths of artifacts in one folder, as a function of the artifact and the version. For many
 * versions: what their paths begin with is put together once.
 *
 * @param folder with the separator at its end
 * @example artifactPathsIn('/srv/models/')('config', '1.0') // '/srv/models/model_config_v1.0.json'
 */
export function artifactPathsIn(folder: string): (artifact: Artifact, version: string) => string {
  const starts = {
    model: folder + STARTS.model,
    scaler: folder + STARTS.scaler,
    config: folder + STARTS.config,
  };
  return (artifact, version) => starts[artifact] + version + EXTENSIONS[artifact];
}

/**
 * Which artifact of which version a file name stands for.
 *
 * @returns null for every other name
 * @example parseArtifactFileName('meta_model_v1.10.joblib') // { artifact: 'model', version: '1.10' }
 */
export function parseArtifactFileName(
  name: string,
): { artifact: Artifact; version: string } | null {
  for (const { artifact, start, extension } of FORMS) {
    if (!name.startsWith(start) || !name.endsWith(extension)) continue;
    const version = name.slice(start.length, -extension.length);
    return isVersion(version) ? { artifact, version } : null;
  }
  return null;
}

/**
 * Why a name that begins like an artifact is none.
 *
 * @returns null for an artifact, and for a name that does not begin like one
 * @example ignoredReason('meta_model_v1.0_backup.joblib') // 'extra-text'
 * @example ignoredReason('trades.csv') // null
 */
export function ignoredReason(name: string): IgnoredReason | null {
  if (!BEGINS_LIKE.test(name) || parseArtifactFileName(name)) return null;
  const match = LOOSE.exec(name);
  if (!match) return 'not-a-version';
  const [, stem = '', major = '', minor = '', rest = ''] = match;
  if (/^\.[0-9]/.test(rest)) return 'not-a-version';
  const artifact = ARTIFACT_OF[stem.toLowerCase()];
  if (!artifact || rest.toLowerCase() !== EXTENSIONS[artifact]) return 'extra-text';
  return isVersion(`${major}.${minor}`) ? 'wrong-case' : 'not-canonical';
}

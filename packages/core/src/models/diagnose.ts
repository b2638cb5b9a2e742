import { whyUnusable } from '../alerts/alert.js';
import type { RegistryConfig } from '../config/parse-config.js';
import { parseArtifactFileName } from '../layouts/file-names.js';
import { excerpt } from '../text/escape.js';
import { type Instant, plus } from '../text/timestamp.js';
import type { Fingerprint, RecordedArtifact } from './artifact.js';
import { type Metadata, MOST_AHEAD, own } from './metadata.js';
import type { DiscoveredModel, ModelScan } from './model.js';
import type {
  ChecksumMismatch,
  ConfigUnreadable,
  FutureTimestamp,
  HardCodedPath,
  Problem,
  UnknownNames,
  UnpublishedStaging,
  UnreadableFile,
  UnreadableFolder,
  UnsafePermissions,
  VersionMismatch,
} from './problem.js';

/** A problem, and the version that it is about; null where it is about none. */
export interface Diagnosis {
  readonly version: string | null;
  readonly problem: Problem;
}

/** What is around the models: facts that selection does not need. */
export interface Survey {
  readonly staging: readonly (UnpublishedStaging | UnreadableFolder)[];
  readonly permissions: readonly UnsafePermissions[];
  /** Model and scaler files that this user may not read. */
  readonly unreadable: readonly { readonly version: string; readonly problem: UnreadableFile }[];
  readonly configs: readonly ConfigUnreadable[];
  /** That no version is there, and files of models are. */
  readonly names: readonly UnknownNames[];
  /** What interrupted runs left; absent where that was not looked for. */
  readonly left?: readonly Diagnosis[];
  /** By version, what verification found in the files; absent where they were not looked into. */
  readonly verified?: ReadonlyMap<string, readonly Problem[]>;
}

/**
 * All that a person should look at in a models directory, whether or not it keeps a model from
 * being selected.
 *
 * @param selected what selection chose; null where it chose nothing
 * @param now training ends after this moment are reported
 * @returns by version first, then what belongs to no version
 * @example diagnose(scan, survey(registry, scan), config, selected, now) // [] where all is in order
 */
export function diagnose(
  scan: ModelScan,
  survey: Survey,
  config: RegistryConfig,
  selected: DiscoveredModel | null,
  now: Instant,
): Diagnosis[] {
  const { left = [] } = survey;
  // Nobody is told to publish what the next run removes.
  const removed = new Set(
    left.map(({ problem }) => (problem.kind === 'leftover' ? problem.file : null)),
  );
  const ofVersions = scan.models.flatMap((model) => [
    ...left.filter(({ version }) => version === model.version),
    ...[...model.problems, ...readAgain(model, now)].map((problem) => ({
      version: model.version,
      problem,
    })),
    ...(survey.verified?.get(model.version) ?? [])
      .filter(({ kind }) => kind !== 'unreadable-file')
      .map((problem) => ({ version: model.version, problem })),
    ...survey.unreadable.filter(({ version }) => version === model.version),
  ]);
  const ofDirectory: Problem[] = [
    ...scan.ignored,
    ...survey.names,
    ...survey.staging.filter(({ file }) => !removed.has(file)),
    ...survey.permissions,
    ...survey.configs,
    ...config.misplacedKeys.map((each) => ({ kind: 'misplaced-key' as const, ...each })),
    ...unusableWebhooks(config),
    ...hardCodedPaths(config, selected),
    ...left.flatMap(({ version, problem }) => (version === null ? [problem] : [])),
  ];
  return [...ofVersions, ...ofDirectory.map((problem) => ({ version: null, problem }))];
}

function readAgain({ version, metadata, fields }: DiscoveredModel, now: Instant): Problem[] {
  if (metadata === null) return [];
  const missing = missingKeys(metadata);
  const problems: Problem[] = missing.length > 0 ? [{ kind: 'legacy-metadata', missing }] : [];
  const mismatch = versionMismatch(metadata, version);
  if (mismatch) problems.push(mismatch);
  const future = trainingEndAfter(now, { metadata, fields });
  if (future) problems.push(future);
  return problems;
}

function trainingEndAfter(
  latest: Instant,
  { metadata, fields }: Pick<DiscoveredModel, 'metadata' | 'fields'>,
): FutureTimestamp | null {
  const key = 'training_end_timestamp';
  const end = fields?.trainingEnd;
  if (end === undefined || end <= latest) return null;
  return { kind: 'future-timestamp', key, actual: String(metadata?.[key]) };
}

/**
 * That a model's training end lies so far ahead that it counts as missing.
 *
 * @returns null where it does not
 * @example futureTimestamp(model, now)?.actual // '2099-01-01'
 */
export function futureTimestamp(model: DiscoveredModel, now: Instant): FutureTimestamp | null {
  return trainingEndAfter(plus(now, MOST_AHEAD), model);
}

/**
 * Whether the metadata say that they are another version's. `7` and `"v7"` are `"7"`, and `1.0` is `"1.0"`.
 *
 * @param version the one in the file's name
 * @returns null where they agree, and where they say nothing
 * @example versionMismatch({ version: '1.1' }, '1.0')?.kind // 'version-mismatch'
 */
export function versionMismatch(metadata: Metadata, version: string): VersionMismatch | null {
  const actual = own(metadata, 'version');
  if (actual === undefined || isSameVersion(actual, version)) return null;
  return { kind: 'version-mismatch', expected: version, actual: excerpt(actual) };
}

function isSameVersion(actual: unknown, version: string): boolean {
  // Written as 1.0, it is read as 1; but 1.1 may have been 1.10.
  if (typeof actual === 'number') return [`${actual}`, `${actual}.0`].includes(version);
  return typeof actual === 'string' && actual.replace(/^v/i, '') === version;
}

/**
 * Whether an artifact is what the metadata records.
 *
 * @returns null where it is, and where either is not known
 * @example checksumMismatch('model', undefined, actual) // null
 */
export function checksumMismatch(
  artifact: RecordedArtifact,
  expected: Fingerprint | undefined,
  actual: Fingerprint | null,
): ChecksumMismatch | null {
  if (!expected || !actual) return null;
  if (expected.sha256 === actual.sha256 && expected.size === actual.size) return null;
  return { kind: 'checksum-mismatch', artifact, expected, actual };
}

/**
 * The keys that selection reads and a model's metadata lacks. A `single_symbol` model needs no
 * `symbol_encoding_type`.
 *
 * @example missingKeys({ training_mode: 'single_symbol' }) // ['trained_symbols', 'training_days', …]
 */
export function missingKeys(metadata: Metadata): string[] {
  const encoding = metadata.training_mode === 'multi_symbol' ? ['symbol_encoding_type'] : [];
  const keys = [
    'training_mode',
    ...encoding,
    'trained_symbols',
    'training_days',
    'training_end_timestamp',
  ];
  return keys.filter((key) => !Object.hasOwn(metadata, key));
}

/** Found when the first alert is due otherwise. */
function unusableWebhooks({ alerts: { webhook } }: RegistryConfig): Problem[] {
  const actual = webhook && whyUnusable(webhook);
  return actual ? [{ kind: 'unusable-webhook', key: webhook.key, actual }] : [];
}

function hardCodedPaths(config: RegistryConfig, selected: DiscoveredModel | null): HardCodedPath[] {
  if (selected === null) return [];
  return Object.entries(config.hardCodedPaths).flatMap(([key, path]): HardCodedPath[] => {
    const { layout } = config;
    const name = path?.split('/').slice(layout.folder === null ? -1 : -2);
    const actual = parseArtifactFileName(layout, name?.join('/') ?? '')?.version;
    if (actual === undefined || actual === selected.version) return [];
    return [{ kind: 'hard-coded-path', key: `model.${key}`, expected: selected.version, actual }];
  });
}

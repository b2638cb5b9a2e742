import type { Artifact, IgnoredReason, RecordedArtifact } from './artifact.js';

/** What tells one file's content from every other: SHA-256 in lower-case hex, and size in bytes. */
export interface Fingerprint {
  readonly sha256: string;
  readonly size: number;
}

/** What stands at an artifact's name in place of a regular file inside the models directory. */
export type NotAFileFound =
  | 'directory'
  | 'fifo'
  | 'socket'
  | 'device'
  | 'symlink'
  | 'broken-symlink'
  | 'symlink-outside';

export interface MissingFile {
  readonly kind: 'missing-file';
  readonly artifact: Artifact;
}

export interface NotAFile {
  readonly kind: 'not-a-file';
  readonly artifact: Artifact;
  readonly found: NotAFileFound;
}

export interface EmptyFile {
  readonly kind: 'empty-file';
  readonly artifact: RecordedArtifact;
}

/** A file's content is not what the metadata records. */
export interface ChecksumMismatch {
  readonly kind: 'checksum-mismatch';
  readonly artifact: RecordedArtifact;
  /** What the metadata records. */
  readonly expected: Fingerprint;
  readonly actual: Fingerprint;
}

/** Loading a file would do, or might do, more than loading a model needs. */
export interface UnsafeArtifact {
  readonly kind: 'unsafe-artifact';
  readonly artifact: RecordedArtifact;
  readonly grade: 'refused' | 'warning';
  /** The gravest finding of the inspection: its kind, or `io-error` for a file that cannot be read. */
  readonly finding: string;
  /** What was found: `os.system`, `truncated`, `xz`, `EACCES`. Text of the file. */
  readonly detail: string;
  /** Bytes from the start of the (decompressed) content; null where that says nothing. */
  readonly offset: number | null;
  /** How many other findings are refusals or warnings. */
  readonly more: number;
}

/** Two of model, scaler and metadata disagree about the features. */
export interface FeatureMismatch {
  readonly kind: 'feature-mismatch';
  readonly between: readonly [FeatureSource, FeatureSource];
  readonly difference: 'count' | 'names' | 'order';
  /** In the order of `between`: the counts, the names of only one, the names at the first place that differs. */
  readonly values: readonly [string, string];
}

export type FeatureSource = 'model' | 'scaler' | 'metadata';

/** The config file is there and is no JSON object that can be used. */
export interface MetadataUnreadable {
  readonly kind: 'metadata-unreadable';
  readonly reason:
    | 'empty'
    | 'not-json'
    | 'not-an-object'
    | 'not-utf8'
    | 'too-large'
    | 'too-deep'
    | 'too-many-values'
    | 'io-error';
  /** Where or what: `line 3, column 5`, `list`, `EACCES`; empty where there is no more to say. */
  readonly detail: string;
}

/** A metadata field of the wrong type: it counts as missing and turns nothing down by itself. */
export interface InvalidField {
  readonly kind: 'invalid-field';
  readonly key: string;
  readonly expected: string;
  /** An {@link excerpt} where the value is large. */
  readonly actual: unknown;
}

export interface NotPinned {
  readonly kind: 'not-pinned';
  readonly expected: string;
  readonly actual: string;
}

export interface TrainingModeMismatch {
  readonly kind: 'training-mode-mismatch';
  readonly expected: string;
  readonly actual: unknown;
  /** False where the metadata says nothing and `actual` is the default. */
  readonly stated: boolean;
}

export interface SymbolEncodingMismatch {
  readonly kind: 'symbol-encoding-mismatch';
  readonly expected: string;
  readonly actual: unknown;
  /** False where the metadata says nothing and `actual` is the default. */
  readonly stated: boolean;
}

export interface MissingSymbols {
  readonly kind: 'missing-symbols';
  /** All required symbols. */
  readonly expected: readonly string[];
  /** Those of them that the model was not trained on; never empty. */
  readonly missing: readonly string[];
}

export interface LowCoverage {
  readonly kind: 'low-coverage';
  /** Shares of the trading symbols, 0 to 1; `actual` is below `expected`. */
  readonly expected: number;
  readonly actual: number;
  readonly missing: readonly string[];
}

export interface UnknownAge {
  readonly kind: 'unknown-age';
  /** The highest age allowed, in days. */
  readonly expected: number;
}

export interface TooOld {
  readonly kind: 'too-old';
  /** Days of 24 hours; `actual` is above `expected`. */
  readonly expected: number;
  readonly actual: number;
}

export interface LowPerformance {
  readonly kind: 'low-performance';
  readonly metric: string;
  readonly expected: number;
  /** Null where the model has no such metric, or none that is a finite number. */
  readonly actual: number | null;
}

export interface IgnoredFile {
  readonly kind: 'ignored-file';
  readonly file: string;
  readonly reason: IgnoredReason;
}

export interface LegacyMetadata {
  readonly kind: 'legacy-metadata';
  readonly missing: readonly string[];
}

/** The metadata's own `version` is not that of the file's name. */
export interface VersionMismatch {
  readonly kind: 'version-mismatch';
  readonly expected: string;
  readonly actual: unknown;
}

export interface FutureTimestamp {
  readonly kind: 'future-timestamp';
  readonly key: string;
  readonly actual: string;
}

export interface UnpublishedStaging {
  readonly kind: 'unpublished-staging';
  /** The staging folder, absolute. */
  readonly file: string;
}

export interface UnreadableFolder {
  readonly kind: 'unreadable-folder';
  /** Absolute. */
  readonly file: string;
  /** The system's code: `EACCES`. */
  readonly detail: string;
}

export interface UnsafePermissions {
  readonly kind: 'unsafe-permissions';
  readonly file: string;
  /** Permission bits in octal, as `chmod` takes them: `0666`. */
  readonly actual: string;
}

export interface HardCodedPath {
  readonly kind: 'hard-coded-path';
  /** The config key that holds the path. */
  readonly key: string;
  /** The selected version, and the one that the path names. */
  readonly expected: string;
  readonly actual: string;
}

/**
 * Something about a model version or the models directory that a person may have to act on. A
 * literal `kind` and facts; the words are in {@link problemText}.
 */
export type Problem =
  | MissingFile
  | NotAFile
  | EmptyFile
  | MetadataUnreadable
  | ChecksumMismatch
  | UnsafeArtifact
  | FeatureMismatch
  | InvalidField
  | NotPinned
  | TrainingModeMismatch
  | SymbolEncodingMismatch
  | MissingSymbols
  | LowCoverage
  | UnknownAge
  | TooOld
  | LowPerformance
  | IgnoredFile
  | LegacyMetadata
  | VersionMismatch
  | FutureTimestamp
  | UnpublishedStaging
  | UnreadableFolder
  | UnsafePermissions
  | HardCodedPath;

export type ProblemKind = Problem['kind'];

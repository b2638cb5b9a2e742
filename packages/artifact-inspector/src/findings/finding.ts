import type { Limit } from '../limits.js';

/** An import that the pickle asks for. Module and name come from the file and are not safe to print. */
interface OfImport {
  readonly module: string;
  readonly name: string;
  /** Position of the instruction in the stream, in bytes; of a compressed file, after decompression. */
  readonly offset: number;
  /** The instruction, as Python's `pickletools` names it. */
  readonly opcode: string;
}

/** Why content is malformed. */
export type MalformedReason =
  | 'truncated'
  | 'trailing-bytes'
  | 'unknown-opcode'
  | 'bad-argument'
  | 'protocol'
  | 'frame'
  | 'stack'
  | 'memo'
  | 'leftovers'
  | 'import-name'
  | 'callee'
  | 'arguments'
  | 'target'
  | 'second-build'
  | 'unsafe-state'
  | 'extension-code'
  | 'persistent-id'
  | 'out-of-band-buffer'
  | 'array-description'
  | 'array-size'
  | 'padding'
  | 'second-reading'
  | 'nested-array'
  | 'compressed-data';

/** joblib never writes such content, or two programs would read it differently. */
export interface Malformed {
  readonly kind: 'malformed';
  readonly reason: MalformedReason;
  readonly offset: number;
  /** Null if no instruction was left. */
  readonly opcode: string | null;
}

/** The content needs more of something than any real model. */
export interface LimitExceeded {
  readonly kind: 'limit-exceeded';
  readonly limit: Limit;
  readonly allowed: number;
  readonly offset: number;
}

/** Written by joblib 0.9 or older, which stores arrays in separate files. */
export interface LegacyFormat {
  readonly kind: 'legacy-format';
}

/** Something else than a model, under a model's name. */
export interface NotAModel {
  readonly kind: 'not-a-model';
  /** `git-lfs-pointer`: what stands for a file that `git lfs pull` has not fetched. */
  readonly found: 'git-lfs-pointer' | 'html' | 'zip' | 'empty' | 'zeros' | 'text';
}

/** The path is not a regular file; `other` is a FIFO or a device. */
export interface NotAFile {
  readonly kind: 'not-a-file';
  readonly found: 'symlink' | 'directory' | 'other';
}

/** An import from Python's builtins or standard library that no model needs: refused even if only referred to. */
export interface StandardLibraryImport extends OfImport {
  readonly kind: 'standard-library-import';
}

/** An import from a known library that no model is known to need: refused even if only referred to. */
export interface UnlistedLibraryImport extends OfImport {
  readonly kind: 'unlisted-library-import';
  readonly use: 'called' | 'built' | 'referred';
}

/** A bot's own function or class, called or passed to something that may call it. */
export interface UnlistedCall extends OfImport {
  readonly kind: 'unlisted-call';
  /** `handed`: passed as an argument to something that is called, and so may call it. */
  readonly use: 'called' | 'handed';
}

/** A bot's own class or function that the pickle itself does not call. */
export interface UnlistedImport extends OfImport {
  readonly kind: 'unlisted-import';
  readonly use: 'built' | 'referred';
}

/** Compressed in a way that this package does not read, so the content was not inspected. */
export interface NotInspected {
  readonly kind: 'not-inspected';
  readonly compression: 'bz2' | 'lzma' | 'xz' | 'lz4';
}

/** An import that is allowed. */
export interface AllowedImport extends OfImport {
  readonly kind: 'allowed-import';
  readonly use: 'called' | 'built' | 'referred';
  /** Allowed by the caller's `trustedGlobals` and not by the list. */
  readonly trusted: boolean;
}

/** What an inspection found: a literal `kind` and facts; {@link findingText} puts it into words. */
export type Finding =
  | Malformed
  | LimitExceeded
  | LegacyFormat
  | NotAFile
  | NotAModel
  | StandardLibraryImport
  | UnlistedLibraryImport
  | UnlistedCall
  | UnlistedImport
  | NotInspected
  | AllowedImport;

/** The `kind` of a {@link Finding}; docs/findings.md explains each. */
export type FindingKind = Finding['kind'];

/**
 * How serious a finding is. `refused`: do not load the file. `warning`: load it only if you know why
 * the finding is there. `information` does not count against the file.
 */
export type Grade = 'refused' | 'warning' | 'information';

const GRADES: Readonly<Record<FindingKind, Grade>> = {
  malformed: 'refused',
  'limit-exceeded': 'refused',
  'legacy-format': 'refused',
  'not-a-file': 'refused',
  'not-a-model': 'refused',
  'standard-library-import': 'refused',
  'unlisted-library-import': 'refused',
  'unlisted-call': 'refused',
  'not-inspected': 'refused',
  'unlisted-import': 'warning',
  'allowed-import': 'information',
};

/** Every kind of finding, the most serious first. */
export const FINDING_KINDS = Object.keys(GRADES) as readonly FindingKind[];

/**
 * How serious a finding is.
 *
 * @example gradeOf(finding) === 'refused'
 */
export function gradeOf({ kind }: Finding): Grade {
  return GRADES[kind];
}

/** What all findings together mean: a file with nothing but information is clean. */
export type Verdict = 'clean' | 'warning' | 'refused';

/**
 * The verdict of the most serious finding. A strict caller treats `warning` as a refusal.
 *
 * @example verdictOf([]) // 'clean'
 */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const grades = findings.map(gradeOf);
  if (grades.includes('refused')) return 'refused';
  return grades.includes('warning') ? 'warning' : 'clean';
}

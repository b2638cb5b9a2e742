import type { Limit } from './limits.js';
import type { MalformedReason } from './refusal.js';

/** An import: what the pickle asks Python for. The text is the file's own and is not safe to print. */
interface OfImport {
  readonly module: string;
  readonly name: string;
  /** Bytes from the start of the stream (of a compressed file: decompressed) to the instruction. */
  readonly offset: number;
  /** The instruction, as Python's `pickletools` names it. */
  readonly opcode: string;
}

/** The content is none that joblib writes, or is read differently by different programs. */
export interface Malformed {
  readonly kind: 'malformed';
  readonly reason: MalformedReason;
  readonly offset: number;
  /** Null where there was no instruction left. */
  readonly opcode: string | null;
}

/** The content asks for more than any real model. */
export interface LimitExceeded {
  readonly kind: 'limit-exceeded';
  readonly limit: Limit;
  readonly allowed: number;
  readonly offset: number;
}

/** Written by joblib 0.9 or older, which keeps arrays in other files. */
export interface LegacyFormat {
  readonly kind: 'legacy-format';
}

/** There is something else at that path than a regular file; `other` is a FIFO or a device. */
export interface NotAFile {
  readonly kind: 'not-a-file';
  readonly found: 'symlink' | 'directory' | 'other';
}

/** Python's builtins or standard library, outside what models need: refused even if only referred to. */
export interface StandardLibraryImport extends OfImport {
  readonly kind: 'standard-library-import';
}

/** Called, and not known to be harmless; or built, of a library whose classes can do harm by that. */
export interface UnlistedCall extends OfImport {
  readonly kind: 'unlisted-call';
  /** `handed`: given as an argument to something that is called, which may call it. */
  readonly use: 'called' | 'handed' | 'built';
}

/** Not known, and not called by the pickle itself: as a bot's own estimator class. */
export interface UnlistedImport extends OfImport {
  readonly kind: 'unlisted-import';
  readonly use: 'built' | 'referred';
}

/** The compression is one that is not read here, so the content was not looked at. */
export interface NotInspected {
  readonly kind: 'not-inspected';
  readonly compression: 'bz2' | 'lzma' | 'xz' | 'lz4';
}

/** An import that is allowed. */
export interface AllowedImport extends OfImport {
  readonly kind: 'allowed-import';
  readonly use: 'called' | 'built' | 'referred';
  /** Allowed by the caller's `trustedGlobals`, not by the list. */
  readonly trusted: boolean;
}

/** What an inspection found: a literal `kind` and facts; the words are in {@link findingText}. */
export type Finding =
  | Malformed
  | LimitExceeded
  | LegacyFormat
  | NotAFile
  | StandardLibraryImport
  | UnlistedCall
  | UnlistedImport
  | NotInspected
  | AllowedImport;

/** The `kind` of a {@link Finding}; docs/findings.md explains each. */
export type FindingKind = Finding['kind'];

/**
 * How grave a finding is. `refused`: the file must not be loaded; `warning`: only by who knows why
 * it is there; `information` is nothing against it.
 */
export type Grade = 'refused' | 'warning' | 'information';

const GRADES: Readonly<Record<FindingKind, Grade>> = {
  malformed: 'refused',
  'limit-exceeded': 'refused',
  'legacy-format': 'refused',
  'not-a-file': 'refused',
  'standard-library-import': 'refused',
  'unlisted-call': 'refused',
  'unlisted-import': 'warning',
  'not-inspected': 'warning',
  'allowed-import': 'information',
};

/** Every kind of finding, gravest first. */
export const FINDING_KINDS = Object.keys(GRADES) as readonly FindingKind[];

/**
 * How grave a finding is.
 *
 * @example gradeOf(finding) === 'refused'
 */
export function gradeOf({ kind }: Finding): Grade {
  return GRADES[kind];
}

/** What all findings come to: information alone leaves a file clean. */
export type Verdict = 'clean' | 'warning' | 'refused';

/**
 * The verdict of the gravest finding. In a strict mode the caller takes `warning` for a refusal as
 * well.
 *
 * @example verdictOf([]) // 'clean'
 */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const grades = findings.map(gradeOf);
  if (grades.includes('refused')) return 'refused';
  return grades.includes('warning') ? 'warning' : 'clean';
}

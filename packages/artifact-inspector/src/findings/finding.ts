import { CONTENTS, FORMATS, UNCHECKED } from '../formats/format.js';
import { LIMITS, type Limit } from '../limits.js';

/** Why content is malformed. */
const MALFORMED_REASONS = [
  'truncated',
  'trailing-bytes',
  'unknown-opcode',
  'bad-argument',
  'protocol',
  'frame',
  'stack',
  'memo',
  'leftovers',
  'import-name',
  'callee',
  'arguments',
  'target',
  'second-build',
  'unsafe-state',
  'extension-code',
  'persistent-id',
  'out-of-band-buffer',
  'array-description',
  'array-size',
  'padding',
  'second-reading',
  'nested-array',
  'compressed-data',
] as const;
export type MalformedReason = (typeof MALFORMED_REASONS)[number];

/** What is wrong with a file of data. */
const MALFORMED_DATA_REASONS = ['content', 'header', 'size', 'archive', 'member'] as const;
export type MalformedDataReason = (typeof MALFORMED_DATA_REASONS)[number];

/**
 * How serious a finding is. `refused`: do not load the file. `warning`: load it only if you know why
 * the finding is there. `information` does not count against the file.
 */
export type Grade = 'refused' | 'warning' | 'information';

/** What a fact is, other than one of a list of words. */
interface FactTypes {
  /** From the file, and not safe to print. */
  readonly text: string;
  readonly flag: boolean;
  readonly number: number;
  /** Bytes from the start of the stream; of a compressed file, after decompression. */
  readonly offset: number;
  /** As Python's `pickletools` names an instruction. */
  readonly opcode: string;
  /** Null where no instruction was left. */
  readonly 'last-opcode': string | null;
}
type FactType = keyof FactTypes | readonly [string, ...string[]];

/** A kind of finding: how serious it is, what it means, and its facts. */
export interface FindingDescription {
  readonly grade: Grade;
  readonly meaning: string;
  readonly facts: Readonly<Record<string, FactType>>;
}

/** An import that the pickle asks for. */
const ofImport = { module: 'text', name: 'text', offset: 'offset', opcode: 'opcode' } as const;

/**
 * Every kind of finding, the most serious first: its grade, its meaning and its facts, each with its
 * type or the words that it may be. The types and the JSON document come from here.
 */
export const FINDINGS = {
  malformed: {
    grade: 'refused',
    meaning: 'Content that joblib does not write, or that is read in several ways',
    facts: { reason: MALFORMED_REASONS, offset: 'offset', opcode: 'last-opcode' },
  },
  'limit-exceeded': {
    grade: 'refused',
    meaning: 'The content asks for more than any real model does',
    facts: {
      limit: Object.keys(LIMITS) as [Limit, ...Limit[]],
      allowed: 'number',
      offset: 'offset',
    },
  },
  'legacy-format': {
    grade: 'refused',
    meaning: 'Written by joblib 0.9 or older, which stores arrays in files of their own',
    facts: {},
  },
  'not-a-file': {
    grade: 'refused',
    meaning: 'No regular file; `other` is a FIFO or a device',
    facts: { found: ['symlink', 'directory', 'other'] },
  },
  'not-a-model': {
    grade: 'refused',
    meaning:
      "Something else under a model's name; `git-lfs-pointer` is a file that was not fetched",
    facts: { found: ['git-lfs-pointer', 'html', 'zip', 'empty', 'zeros', 'text'] },
  },
  'wrong-format': {
    grade: 'refused',
    meaning: "Content of another format than the file's name says",
    facts: { expected: FORMATS, found: CONTENTS },
  },
  'malformed-data': {
    grade: 'refused',
    meaning: 'Of the right format, and damaged, or larger than it says',
    facts: { format: FORMATS, reason: MALFORMED_DATA_REASONS },
  },
  'standard-library-import': {
    grade: 'refused',
    meaning: "Python's builtins or standard library",
    facts: ofImport,
  },
  'unlisted-library-import': {
    grade: 'refused',
    meaning: 'Of a known library, and not known to be harmless',
    facts: { ...ofImport, use: ['called', 'built', 'referred'] },
  },
  'unlisted-call': {
    grade: 'refused',
    meaning: "A bot's own, called, or handed to a call, which may call it",
    facts: { ...ofImport, use: ['called', 'handed'] },
  },
  'not-inspected': {
    grade: 'refused',
    meaning: 'A compression that cannot be read here',
    facts: { compression: ['bz2', 'lzma', 'xz', 'lz4'] },
  },
  'unlisted-import': {
    grade: 'warning',
    meaning: "A bot's own, and not called by the file itself",
    facts: { ...ofImport, use: ['built', 'referred'] },
  },
  'unchecked-format': {
    grade: 'warning',
    meaning: 'A format that can hold code which is not looked for here',
    facts: { format: UNCHECKED },
  },
  'allowed-import': {
    grade: 'information',
    meaning: 'An import that is allowed; `trusted`: by `trusted_globals`, not by the list',
    facts: { ...ofImport, use: ['called', 'built', 'referred'], trusted: 'flag' },
  },
} as const satisfies Readonly<Record<string, FindingDescription>>;

/** The `kind` of a {@link Finding}; docs/findings.md explains each. */
export type FindingKind = keyof typeof FINDINGS;

type Fact<Type extends FactType> = Type extends readonly string[]
  ? Type[number]
  : Type extends keyof FactTypes
    ? FactTypes[Type]
    : never;
type FactsOf<Facts extends FindingDescription['facts']> = {
  readonly [Name in keyof Facts]: Fact<Facts[Name]>;
};

/**
 * What an inspection found: a literal `kind` and the facts that {@link FINDINGS} names for it;
 * `findingText` puts it into words.
 */
export type Finding = {
  [Kind in FindingKind]: { readonly kind: Kind } & FactsOf<(typeof FINDINGS)[Kind]['facts']>;
}[FindingKind];

export type NotAFile = Extract<Finding, { kind: 'not-a-file' }>;
export type NotAModel = Extract<Finding, { kind: 'not-a-model' }>;

/**
 * How serious a finding is.
 *
 * @example gradeOf(finding) === 'refused'
 */
export function gradeOf({ kind }: Finding): Grade {
  return FINDINGS[kind].grade;
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

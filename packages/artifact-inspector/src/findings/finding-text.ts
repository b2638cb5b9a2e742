import type { Content, Format } from '../formats/format.js';
import type { Limit } from '../limits.js';
import {
  type Finding,
  type FindingKind,
  type Grade,
  gradeOf,
  type MalformedDataReason,
  type MalformedReason,
} from './finding.js';

/** A finding in words. Text from the file is escaped. */
export interface FindingText {
  /** What was found, in one line. */
  readonly title: string;
  /** What it means, or what to do. */
  readonly advice: string;
}

const MALFORMED: Readonly<Record<MalformedReason, string>> = {
  truncated: 'it ends in the middle',
  'trailing-bytes': 'there is more after its end',
  'unknown-opcode': 'there is an instruction that pickle does not have',
  'bad-argument': 'an instruction has an argument that pickle never writes',
  protocol: 'it asks for a protocol above 5',
  frame: 'an instruction crosses the end of a frame, or a frame is not finished',
  stack: 'an instruction takes more values than there are',
  memo: 'it reads a stored value that was never stored',
  leftovers: 'more than one object is left at its end',
  'import-name': 'an imported name is no plain one',
  callee: 'it calls something that is not imported',
  arguments: 'a function gets arguments that no real file gives it',
  target: 'it changes something that no real file changes',
  'second-build': 'an object gets a second state',
  'unsafe-state': "an object's state holds what Python or a library would call",
  'extension-code': 'it uses the extension registry',
  'persistent-id': 'it uses persistent ids',
  'out-of-band-buffer': 'it uses buffers that are not in the file',
  'array-description': 'an array is described in a way that joblib does not write',
  'array-size': 'an array is longer than the file',
  padding: "an array's padding has other bytes than 0xFF",
  'second-reading': 'the bytes of an array are instructions to pickle.load',
  'nested-array': 'an array of objects contains something else than its items',
  'compressed-data': 'its compressed data is damaged',
};

const LIMIT: Readonly<Record<Limit, string>> = {
  opcodes: 'instructions',
  stack: 'values on the stack',
  marks: 'open marks',
  memo: 'stored values',
  nodes: 'objects',
  references: 'references between objects',
  imports: 'different imports',
  'expanded-nodes': 'objects if shared ones are counted each time',
  hashing: 'values in keys and sets',
  'key-depth': 'tuples inside tuples in one key',
  given: 'values in arguments and states',
  chain: 'objects that hold one another directly',
  dtypes: 'dtypes of fields in one dtype',
  line: 'bytes in one line',
  decompressed: 'bytes after decompression',
  ratio: 'decompressed bytes for each compressed byte',
};

const NOT_A_FILE = { symlink: 'a symlink', directory: 'a directory', other: 'no regular file' };

const NOT_A_MODEL = {
  'git-lfs-pointer': ['a Git LFS pointer', 'LFS pointer: run git lfs pull.'],
  html: ['a web page', 'The download gave an error page: fetch the file again.'],
  zip: ['a zip archive', 'Unpack it, or save the model with joblib.dump.'],
  empty: ['an empty file', 'The file was not written to its end: copy it again, or train again.'],
  zeros: ['a file of zeros', 'The file was not written to its end: copy it again, or train again.'],
  text: ['a text file', 'Put a file there that joblib.dump wrote.'],
} as const;

/** As part of a sentence: `this is …`. */
const CONTENT: Readonly<Record<Content, string>> = {
  pickle: 'a pickle',
  json: 'JSON',
  ubjson: 'UBJSON',
  lightgbm: "LightGBM's text",
  catboost: "CatBoost's .cbm",
  onnx: 'ONNX',
  safetensors: 'safetensors',
  csv: 'CSV',
  npy: 'a numpy array (.npy)',
  npz: 'an archive of numpy arrays (.npz)',
  pytorch: 'PyTorch',
  keras: 'Keras',
  hdf5: 'HDF5',
  compressed: 'compressed',
  zip: 'a zip archive',
  text: 'other text',
  unknown: 'something else',
};

const WRONG_DATA: Readonly<Record<MalformedDataReason, string>> = {
  content: 'it breaks off, or has what this format does not',
  header: 'its header is not one that this format has',
  size: 'its parts are not as long as it says',
  archive: 'the archive is not one that numpy writes',
  member: 'something in the archive is not an array',
};

const USES = {
  called: 'called',
  handed: 'passed to something that is called',
  built: 'built, not called',
  referred: 'referred to, not called',
};

const KEEP_OUT = 'Do not load this file. Restore it from a trusted source, or train again.';

type Words = {
  readonly [Kind in FindingKind]: (finding: Extract<Finding, { kind: Kind }>) => FindingText;
};

const WORDS: Words = {
  malformed: ({ reason, offset, opcode }) => ({
    title: `Not a pickle that joblib writes: ${MALFORMED[reason]} (${place(offset, opcode)})`,
    advice: KEEP_OUT,
  }),
  'limit-exceeded': ({ limit, allowed, offset }) => ({
    title: `More than ${allowed.toLocaleString('en')} ${LIMIT[limit]} (${place(offset, null)})`,
    advice: 'No real model needs that: do not load this file.',
  }),
  'legacy-format': () => ({
    title: 'Written by joblib 0.9 or older',
    advice: 'Load it where it was made, and dump it again with joblib 0.10 or newer.',
  }),
  'not-a-file': ({ found }) => ({
    title: `This is ${NOT_A_FILE[found]}`,
    advice: 'Put a regular file there.',
  }),
  'not-a-model': ({ found }) => ({
    title: `This is ${NOT_A_MODEL[found][0]}, not a model`,
    advice: NOT_A_MODEL[found][1],
  }),
  'wrong-format': ({ expected, found }) => ({
    title: `By its name this is ${CONTENT[expected]}, by its content ${CONTENT[found]}`,
    advice:
      found === 'pickle' || found === 'compressed'
        ? 'A pickle can run code: do not load it. If it is yours, name it .joblib or .pkl.'
        : endingOf(found),
  }),
  'malformed-data': ({ format, reason }) => ({
    title: `Damaged as ${CONTENT[format]}: ${WRONG_DATA[reason]}`,
    advice: 'Copy the file again, or train again.',
  }),
  'unchecked-format': ({ format }) => ({
    title: `${CONTENT[format]}: it can run code in ways that are not checked here`,
    advice: 'Load it only from where you trust, and only its weights where that can be had.',
  }),
  'standard-library-import': ({ offset, opcode, ...name }) => ({
    title: `Imports ${fullName(name)} of Python's own library (${place(offset, opcode)})`,
    advice: KEEP_OUT,
  }),
  'unlisted-library-import': ({ offset, opcode, use, ...name }) => ({
    title: `${fullName(name)} of a library is not known to be harmless, and is ${USES[use]} (${place(offset, opcode)})`,
    advice: KEEP_OUT,
  }),
  'unlisted-call': ({ offset, opcode, use, ...name }) => ({
    title: `${fullName(name)} is not known to be harmless, and is ${USES[use]} (${place(offset, opcode)})`,
    advice: `If it is your own code, add it to trusted_globals. Otherwise: ${KEEP_OUT}`,
  }),
  'unlisted-import': ({ offset, opcode, use, ...name }) => ({
    title: `${fullName(name)} is not known, and is ${USES[use]} (${place(offset, opcode)})`,
    advice: 'If it is a class of your own, add it to trusted_globals.',
  }),
  'not-inspected': ({ compression }) => ({
    title: `Compressed with ${compression}, which cannot be read here: it may contain anything`,
    advice: 'Dump the model with compress=3 (zlib), or without compression.',
  }),
  'allowed-import': ({ offset, opcode, use, trusted, ...name }) => ({
    title: `${fullName(name)}: ${USES[use]} (${place(offset, opcode)})`,
    advice: trusted ? 'Allowed by trusted_globals.' : '',
  }),
};

/**
 * A finding in words that are safe to print, whatever the file contains.
 *
 * @example findingText({ kind: 'legacy-format' }).title // 'Written by joblib 0.9 or older'
 */
export function findingText<F extends Finding>(finding: F): FindingText {
  const words = WORDS[finding.kind] as (finding: F) => FindingText;
  return words(finding);
}

const ENDINGS: Readonly<Partial<Record<Content | Format, string>>> = {
  json: '.json',
  ubjson: '.ubj',
  lightgbm: '.txt',
  catboost: '.cbm',
  onnx: '.onnx',
  safetensors: '.safetensors',
  npy: '.npy',
  hdf5: '.h5',
};

function endingOf(found: Content): string {
  const ending = ENDINGS[found];
  return ending === undefined
    ? 'Put the right file there.'
    : `Name it ${ending} if it is to be loaded as that; else put the right file there.`;
}

function place(offset: number, opcode: string | null): string {
  return `${opcode ? `${opcode} ` : ''}at byte ${offset}`;
}

const LONGEST_NAME = 120;

/** Python names are mostly ASCII: other characters are escaped, so that no name can look like another one. */
function fullName({ module, name }: { readonly module: string; readonly name: string }): string {
  const text = `${module}.${name}`;
  const cut = text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text;
  return cut.replace(
    /[^ -~\u2026]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The most serious finding, and how many others count against the file. */
export interface Headline {
  readonly grade: Exclude<Grade, 'information'>;
  readonly finding: Finding['kind'];
  /** What was found: `os.system`, `truncated`, `xz`. It comes from the file and is not safe to print. */
  readonly detail: string;
  readonly offset: number | null;
  /** How many other findings are refusals or warnings. */
  readonly more: number;
}

/**
 * The one finding to show if there is room for only one.
 *
 * @returns null if there is nothing but information
 * @example headlineOf(inspection.findings)?.detail // 'os.system'
 */
export function headlineOf(findings: readonly Finding[]): Headline | null {
  const against = findings.filter((finding) => gradeOf(finding) !== 'information');
  const gravest = against.find((finding) => gradeOf(finding) === 'refused') ?? against[0];
  if (!gravest) return null;
  return {
    grade: gradeOf(gravest) === 'refused' ? 'refused' : 'warning',
    finding: gravest.kind,
    detail: detailOf(gravest),
    offset: 'offset' in gravest ? gravest.offset : null,
    more: against.length - 1,
  };
}

function detailOf(finding: Finding): string {
  switch (finding.kind) {
    case 'malformed':
      return finding.reason;
    case 'limit-exceeded':
      return finding.limit;
    case 'legacy-format':
      return 'joblib 0.9 or older';
    case 'not-a-file':
    case 'not-a-model':
      return finding.found;
    case 'not-inspected':
      return finding.compression;
    case 'wrong-format':
      return `${finding.found} under a name of ${finding.expected}`;
    case 'malformed-data':
      return `${finding.format}, ${finding.reason}`;
    case 'unchecked-format':
      return finding.format;
    default:
      return `${finding.module}.${finding.name}`;
  }
}

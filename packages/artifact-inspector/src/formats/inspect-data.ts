import { ByteSource } from '../bytes/byte-source.js';
import { FilePart } from '../bytes/file.js';
import type { Finding, MalformedDataReason } from '../findings/finding.js';
import { Refusal } from '../findings/refusal.js';
import {
  inspectObjects,
  inspectStream,
  readsAsPickle,
  type StreamOptions,
} from '../inspect-stream.js';
import { type ArtifactSummary, EMPTY_SUMMARY } from '../summary/summary.js';
import { checkCatboost, checkOnnx, checkSafetensors, checkUbjson } from './binary-formats.js';
import type { Checked, Whole } from './checked.js';
import type { Content, Format, Unchecked } from './format.js';
import { checkArray, checkNpz } from './npz.js';
import { sniff } from './sniff.js';
import { checkCsv, checkJson, checkLightgbm } from './text-formats.js';

/** A file whose name stands for something else than a pickle. */
export interface DataFile {
  readonly descriptor: number;
  readonly size: number;
  /** Its first bytes. */
  readonly start: Buffer;
  readonly format: Exclude<Format, 'pickle'>;
}

interface Inspected {
  readonly findings: readonly Finding[];
  readonly summary: ArtifactSummary;
}

/**
 * Checks that a file of data is what its name says, and no pickle: where a program reads it by its name,
 * it runs nothing. Pickles inside arrays are walked.
 *
 * @throws the system's error if it cannot be read
 */
export async function inspectData(file: DataFile, options: StreamOptions): Promise<Inspected> {
  const { format, start } = file;
  const open = (from: number, size: number) => new FilePart(file.descriptor, from, size);
  const whole = open(0, file.size);
  if (format === 'pytorch' || format === 'keras' || format === 'hdf5') {
    const found = sniff(start);
    if (!UNCHECKED_CONTENT[format].includes(found)) {
      return judged([{ kind: 'wrong-format', expected: format, found }]);
    }
    const seen = found === 'pickle' ? await hostileImports(whole, options) : [];
    return judged([...seen, { kind: 'unchecked-format', format }]);
  }
  if (format === 'npy' || format === 'npz') return inspectArrays(file, open, options);
  const checked = await refusable(() => CHECKS[format](whole, start));
  if (checked === null) return wrongFormat(file, open(0, file.size));
  if (typeof checked === 'string') {
    return judged([{ kind: 'malformed-data', format, reason: checked }]);
  }
  if (await readsAsPickle(open(0, file.size))) {
    return judged([{ kind: 'wrong-format', expected: format, found: 'pickle' }]);
  }
  return { findings: [], summary: { ...EMPTY_SUMMARY, ...checked } };
}

/** PyTorch's own names are for itself to judge; what else a pickle may not import, it may not under this name. */
const OF_PYTORCH = /^torch(?:vision|audio)?(?:\.|$)/;

/**
 * What a pickle under PyTorch's name imports or calls that no model needs, as far as it can be read: up to
 * the first thing that only PyTorch knows.
 */
async function hostileImports(file: Whole, options: StreamOptions): Promise<Finding[]> {
  const { findings } = await inspectStream(new ByteSource(file), options, () => true);
  return findings.filter(
    (one) =>
      one.kind === 'standard-library-import' ||
      one.kind === 'unlisted-call' ||
      (one.kind === 'unlisted-library-import' && !OF_PYTORCH.test(one.module)),
  );
}

const CHECKS: Readonly<
  Record<
    Exclude<DataFile['format'], Unchecked | 'npy' | 'npz'>,
    (file: Whole, start: Buffer) => Promise<Checked>
  >
> = {
  json: checkJson,
  ubjson: checkUbjson,
  lightgbm: checkLightgbm,
  catboost: checkCatboost,
  onnx: checkOnnx,
  safetensors: checkSafetensors,
  csv: checkCsv,
};

/** PyTorch writes archives, and wrote pickles. */
const UNCHECKED_CONTENT: Readonly<Record<Unchecked, readonly Content[]>> = {
  pytorch: ['zip', 'pickle'],
  keras: ['zip'],
  hdf5: ['hdf5'],
};

/** numpy tells the two by their content, not by the name. */
async function inspectArrays(
  file: DataFile,
  open: (from: number, size: number) => Whole,
  options: StreamOptions,
): Promise<Inspected> {
  const content = sniff(file.start);
  const format = content === 'zip' ? 'npz' : 'npy';
  if (content !== 'zip' && content !== 'npy') return wrongFormat(file, open(0, file.size));
  const findings: Finding[] = [];
  const walk = async (source: ByteSource) => {
    findings.push(...(await inspectObjects(source, options)));
  };
  const reason = await refusable(() =>
    format === 'npz'
      ? checkNpz(open, file.size, walk)
      : checkArray(new ByteSource(open(0, file.size)), file.size, walk),
  );
  return judged(reason ? [{ kind: 'malformed-data', format, reason }, ...findings] : findings);
}

/** What ends the reading of a file is damage of it. */
async function refusable<T>(check: () => Promise<T>): Promise<T | MalformedDataReason> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof Refusal) return error.cause === 'compressed-data' ? 'archive' : 'size';
    throw error;
  }
}

async function wrongFormat({ format, start }: DataFile, file: Whole): Promise<Inspected> {
  const seen = sniff(start);
  const isPickle = (seen === 'text' || seen === 'unknown') && (await readsAsPickle(file));
  const found = isPickle ? 'pickle' : seen === format ? 'unknown' : seen;
  return judged([{ kind: 'wrong-format', expected: format, found }]);
}

function judged(findings: readonly Finding[]): Inspected {
  return { findings, summary: EMPTY_SUMMARY };
}

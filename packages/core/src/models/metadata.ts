import { excerpt } from '../text/escape.js';
import { isMap } from '../text/is-map.js';
import { parseJson } from '../text/parse-json.js';
import { DAY, type Instant, parseTimestamp } from '../text/timestamp.js';
import {
  type Fingerprint,
  type Fingerprints,
  fingerprint,
  RECORDED_ARTIFACTS,
  type RecordedArtifact,
} from './artifact.js';
import { findMetric, metricsIn } from './metrics.js';
import type { InvalidField, MetadataUnreadable } from './problem.js';

/** A config file's content as it stands there, unknown keys and wrong types included. */
export type Metadata = Readonly<Record<string, unknown>>;

/** Bytes that a config file may have at most, inclusive: 1 MiB. */
export const MAX_METADATA_BYTES = 1_048_576;

/** Of more wrong metrics than this, the others are not reported. */
const MOST_PROBLEMS = 20;

/** The training modes that a config may ask for; the first is the default. */
export const TRAINING_MODES = ['single_symbol', 'multi_symbol'] as const;
/** The usual symbol encodings; the first is the default. */
export const SYMBOL_ENCODINGS = ['one_hot', 'index'] as const;
/**
 * Any other word is one too, such as `embedding`: it only has to be equal to the model's. Not what
 * YAML 1.1, and so a bot in Python, takes for true or false.
 */
export const SYMBOL_ENCODING =
  '^(?!(?:[Yy][Ee][Ss]|[Nn][Oo]|[Oo][Nn]|[Oo][Ff][Ff])$)[\\p{L}\\p{N}_-]{1,64}$';
/** Whether a text is of the form {@link SYMBOL_ENCODING}: to read that takes longer than all else of a small config. */
export const isSymbolEncoding = (text: string): boolean =>
  SYMBOL_ENCODINGS.some((usual) => usual === text) || new RegExp(SYMBOL_ENCODING, 'u').test(text);
/** {@link SYMBOL_ENCODING} in words. */
export const A_SYMBOL_ENCODING = 'one_hot, index or another word of letters, digits, _ and -';
/** One of {@link TRAINING_MODES}. What metadata says may be any other value. */
export type TrainingMode = (typeof TRAINING_MODES)[number];

/** What holds where a config or a model's metadata says nothing. */
export const DEFAULT_TRAINING_MODE: TrainingMode = TRAINING_MODES[0];
export const DEFAULT_SYMBOL_ENCODING = SYMBOL_ENCODINGS[0];

/**
 * What a model's metadata says, checked. `undefined` stands for a key that is absent, and for a
 * value of the wrong type. The training mode and the encoding are kept as they are: only absence
 * gives the default, any other value has to be compared.
 */
export interface MetadataFields {
  readonly trainingMode: unknown;
  readonly symbolEncoding: unknown;
  readonly trainedSymbols: readonly string[] | undefined;
  readonly trainingDays: number | undefined;
  readonly trainingEnd: Instant | undefined;
  /** The metrics as they stand there; {@link metricOf} reads one. */
  readonly performance: Metadata | undefined;
}

/** What stands where the file itself was not fetched. */
function otherContent(text: string): 'git-lfs-pointer' | 'html' | null {
  if (text.startsWith('version https://git-lfs.github.com/')) return 'git-lfs-pointer';
  return /^\s*<(?:!doctype html|html|head|body|\?xml)\b/i.test(text) ? 'html' : null;
}

/**
 * Reads a config file's text into metadata.
 *
 * @returns the object as it is, or why there is none
 * @example parseMetadata('{}') // { metadata: {} }, a legacy model
 * @example parseMetadata('[]') // { problem: { kind: 'metadata-unreadable', reason: 'not-an-object', … } }
 */
export function parseMetadata(
  text: string,
): { readonly metadata: Metadata } | { readonly problem: MetadataUnreadable } {
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const other = otherContent(text);
    if (other) return { problem: { kind: 'metadata-unreadable', reason: other, detail: '' } };
    const { reason, detail } = parsed;
    return { problem: { kind: 'metadata-unreadable', reason, detail } };
  }
  const { value } = parsed;
  const metadata = object(value);
  if (metadata) return { metadata };
  const detail = Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value;
  return { problem: { kind: 'metadata-unreadable', reason: 'not-an-object', detail } };
}

/**
 * What a model's metadata says, as far as it has the right types, and a problem for each field
 * that has not. A metric that is not finite counts as missing without being a problem: Python
 * writes such.
 *
 * @example readMetadata({ training_days: '730' }).fields.trainingDays // undefined
 */
export function readMetadata(metadata: Metadata): {
  readonly fields: MetadataFields;
  readonly problems: readonly InvalidField[];
} {
  const problems: InvalidField[] = [];

  function field<Value>(
    key: string,
    read: (value: unknown) => Value | undefined,
    expected: string,
  ): Value | undefined {
    const actual = own(metadata, key);
    if (actual === undefined) return undefined;
    const value = read(actual);
    if (value === undefined)
      problems.push({ kind: 'invalid-field', key, expected, actual: excerpt(actual) });
    return value;
  }

  const fields = {
    trainingMode: own(metadata, 'training_mode'),
    symbolEncoding: own(metadata, 'symbol_encoding_type'),
    trainedSymbols: field('trained_symbols', stringList, 'a list of strings'),
    trainingDays: field('training_days', finite, 'a finite number'),
    trainingEnd: field('training_end_timestamp', instant, 'a real ISO 8601 date and time'),
    performance: field('performance', object, 'an object of numbers'),
  };
  const { performance = {} } = fields;
  if (!areNumbers(performance))
    problems.push(...wrongMetrics(performance, MOST_PROBLEMS - problems.length));
  return { fields, problems };
}

/** Asked first: of thousands of models, to name every metric takes as long as a tenth of the scan. */
function areNumbers(metrics: Metadata): boolean {
  for (const key in metrics) {
    const value = metrics[key];
    if (typeof value === 'number') continue;
    if (!isMap(value) || Object.keys(value).length === 0 || !areNumbers(value)) return false;
  }
  return true;
}

function wrongMetrics(performance: Metadata, most: number): InvalidField[] {
  return [...metricsIn(performance)]
    .filter(([, actual]) => typeof actual !== 'number')
    .slice(0, most)
    .map(([name, actual]) => ({
      kind: 'invalid-field',
      key: `performance.${excerpt(name)}`,
      expected: 'a number',
      actual: excerpt(actual),
    }));
}

/** How far ahead of now a training end may lie: clocks differ by less, and zones that nobody wrote. */
export const MOST_AHEAD = 2n * DAY;

/**
 * A model's training end, as far as it can be true: one that lies more than 48 h ahead was written by
 * a wrong clock or hand, and would keep every later model from being selected until that day.
 *
 * @returns undefined also where the metadata have none
 * @example trainingEndBy(fields, instantOf(new Date()))
 */
export function trainingEndBy({ trainingEnd }: MetadataFields, now: Instant): Instant | undefined {
  return trainingEnd !== undefined && trainingEnd - now > MOST_AHEAD ? undefined : trainingEnd;
}

/**
 * One metric of a model, by its key or by its path with dots in between.
 *
 * @returns `undefined` where there is none, and where it is no finite number
 * @example metricOf(readMetadata({ performance: { auc: NaN } }).fields, 'auc') // undefined
 */
export function metricOf({ performance }: MetadataFields, name: string): number | undefined {
  return performance && finite(findMetric(performance, name));
}

/**
 * The fingerprints that a model's metadata records under `artifacts`. What is malformed counts as
 * not recorded.
 *
 * @param of the artifacts that are asked for
 * @example recordedFingerprints({ artifacts: { model: { sha256: '…', size: 1 } } }).model?.size // 1
 */
export function recordedFingerprints(
  metadata: Metadata,
  of: Iterable<RecordedArtifact> = RECORDED_ARTIFACTS,
): Partial<Fingerprints> {
  const recorded: Partial<Record<RecordedArtifact, Fingerprint>> = {};
  const artifacts = object(own(metadata, 'artifacts')) ?? {};
  for (const artifact of of) {
    const parsed = fingerprint.safeParse(own(artifacts, artifact));
    if (parsed.success) recorded[artifact] = parsed.data;
  }
  return recorded;
}

/** The value of an own key: `undefined` only where the key is absent, as JSON has no undefined. */
export function own<Value>(map: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function object(value: unknown): Metadata | undefined {
  return isMap(value) ? value : undefined;
}

function stringList(value: unknown): readonly string[] | undefined {
  const isStringList = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return isStringList ? value : undefined;
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function instant(value: unknown): Instant | undefined {
  return typeof value === 'string' ? (parseTimestamp(value) ?? undefined) : undefined;
}

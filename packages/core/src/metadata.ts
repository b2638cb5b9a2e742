import * as z from 'zod/mini';
import { parseJson } from './parse-json.js';
import type { InvalidField, MetadataUnreadable } from './problem.js';
import { type Instant, parseTimestamp } from './timestamp.js';

/** A config file's content as it stands there, unknown keys and wrong types included. */
export type Metadata = Readonly<Record<string, unknown>>;

/** Bytes that a config file may have at most, inclusive: 1 MiB. */
export const MAX_METADATA_BYTES = 1_048_576;

export const TRAINING_MODES = ['single_symbol', 'multi_symbol'] as const;
export const SYMBOL_ENCODINGS = ['one_hot', 'index'] as const;
export type TrainingMode = (typeof TRAINING_MODES)[number];
export type SymbolEncoding = (typeof SYMBOL_ENCODINGS)[number];

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
  /** The finite metrics. */
  readonly performance: ReadonlyMap<string, number>;
}

const FIELDS = {
  trained_symbols: { schema: z.array(z.string()), expected: 'a list of strings' },
  training_days: { schema: z.number(), expected: 'a finite number' },
  training_end_timestamp: {
    schema: z.string().check(z.refine((text) => parseTimestamp(text) !== null)),
    expected: 'a real ISO 8601 date and time',
  },
  performance: { schema: z.looseObject({}), expected: 'an object of numbers' },
} as const;

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
    const { reason, detail } = parsed;
    return { problem: { kind: 'metadata-unreadable', reason, detail } };
  }
  const { value } = parsed;
  if (isObject(value)) return { metadata: value };
  const detail = Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value;
  return { problem: { kind: 'metadata-unreadable', reason: 'not-an-object', detail } };
}

/**
 * The checked fields of a model's metadata, and a problem for each field of the wrong type. A
 * metric that is not finite counts as missing without being a problem: Python writes such.
 *
 * @example readMetadata({ training_days: '730' }).fields.trainingDays // undefined
 */
export function readMetadata(metadata: Metadata): {
  readonly fields: MetadataFields;
  readonly problems: readonly InvalidField[];
} {
  const problems: InvalidField[] = [];

  function field<Key extends keyof typeof FIELDS>(key: Key) {
    if (!Object.hasOwn(metadata, key)) return undefined;
    const actual = metadata[key];
    const { schema, expected } = FIELDS[key];
    if (schema.safeParse(actual).success) return actual as z.infer<(typeof FIELDS)[Key]['schema']>;
    problems.push({ kind: 'invalid-field', key, expected, actual });
    return undefined;
  }

  const end = field('training_end_timestamp');
  const fields = {
    trainingMode: own(metadata, 'training_mode'),
    symbolEncoding: own(metadata, 'symbol_encoding_type'),
    trainedSymbols: field('trained_symbols'),
    trainingDays: field('training_days'),
    trainingEnd: end === undefined ? undefined : (parseTimestamp(end) ?? undefined),
    performance: finiteMetrics(field('performance'), problems),
  };
  return { fields, problems };
}

function finiteMetrics(
  performance: Readonly<Record<string, unknown>> | undefined,
  problems: InvalidField[],
): ReadonlyMap<string, number> {
  const metrics = new Map<string, number>();
  for (const [name, actual] of Object.entries(performance ?? {})) {
    if (typeof actual !== 'number') {
      const key = `performance.${name}`;
      problems.push({ kind: 'invalid-field', key, expected: 'a number', actual });
    } else if (Number.isFinite(actual)) {
      metrics.set(name, actual);
    }
  }
  return metrics;
}

/** The value of an own key: `undefined` only where the key is absent, as JSON has no undefined. */
function own(metadata: Metadata, key: string): unknown {
  return Object.hasOwn(metadata, key) ? metadata[key] : undefined;
}

function isObject(value: unknown): value is Metadata {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

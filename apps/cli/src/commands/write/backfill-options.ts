import { parseTimestamp, SYMBOL_ENCODINGS, TRAINING_MODES } from '@org/model-registry-core';
import type { Completion } from '@org/model-registry-program';

/** The metadata key that an option of `backfill` adds, and how its value is read. */
export interface BackfillOption {
  readonly key: string;
  /** For the help and the completion, as in `Option`. */
  readonly value: string;
  readonly help: string;
  readonly completion?: Completion;
  readonly expected: string;
  /** Null for what is not as expected. */
  readonly read: (given: string) => unknown;
}

/** The options of `backfill`, by their long names. */
export const BACKFILL_OPTIONS: Readonly<Record<string, BackfillOption>> = {
  'training-mode': {
    key: 'training_mode',
    value: 'MODE',
    help: 'single_symbol (default) or multi_symbol',
    completion: TRAINING_MODES,
    expected: TRAINING_MODES.join(' or '),
    read: (given) => TRAINING_MODES.find((mode) => mode === given) ?? null,
  },
  'symbol-encoding': {
    key: 'symbol_encoding_type',
    value: 'ENCODING',
    help: 'one_hot (default) or index',
    completion: SYMBOL_ENCODINGS,
    expected: SYMBOL_ENCODINGS.join(' or '),
    read: (given) => SYMBOL_ENCODINGS.find((encoding) => encoding === given) ?? null,
  },
  'trained-symbols': {
    key: 'trained_symbols',
    value: 'A,B',
    help: 'the symbols that it was trained on',
    expected: 'symbols with commas between them',
    read: (given) => {
      const symbols = given.split(',').map((symbol) => symbol.trim());
      return symbols.includes('') ? null : [...new Set(symbols)];
    },
  },
  'training-days': {
    key: 'training_days',
    value: 'N',
    help: 'days of training data',
    expected: 'a number of days',
    read: (given) => (/^\d{1,9}(\.\d{1,9})?$/.test(given) ? Number(given) : null),
  },
  'training-end': {
    key: 'training_end_timestamp',
    value: 'TIME',
    help: 'ISO 8601, the end of the training data',
    expected: 'an ISO 8601 time',
    read: (given) => (parseTimestamp(given) === null ? null : given),
  },
};

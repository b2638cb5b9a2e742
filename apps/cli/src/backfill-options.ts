import { parseTimestamp, SYMBOL_ENCODINGS, TRAINING_MODES } from '@org/model-registry-core';

/** The metadata key that an option of `backfill` adds, and how its value is read. */
export interface BackfillOption {
  readonly key: string;
  readonly expected: string;
  /** Null for what is not as expected. */
  readonly read: (given: string) => unknown;
}

/** The options of `backfill`, by their long names. */
export const BACKFILL_OPTIONS: Readonly<Record<string, BackfillOption>> = {
  'training-mode': {
    key: 'training_mode',
    expected: TRAINING_MODES.join(' or '),
    read: (given) => TRAINING_MODES.find((mode) => mode === given) ?? null,
  },
  'symbol-encoding': {
    key: 'symbol_encoding_type',
    expected: SYMBOL_ENCODINGS.join(' or '),
    read: (given) => SYMBOL_ENCODINGS.find((encoding) => encoding === given) ?? null,
  },
  'trained-symbols': {
    key: 'trained_symbols',
    expected: 'symbols with commas between them',
    read: (given) => {
      const symbols = given.split(',').map((symbol) => symbol.trim());
      return symbols.includes('') ? null : [...new Set(symbols)];
    },
  },
  'training-days': {
    key: 'training_days',
    expected: 'a number of days',
    read: (given) => (/^\d{1,9}(\.\d{1,9})?$/.test(given) ? Number(given) : null),
  },
  'training-end': {
    key: 'training_end_timestamp',
    expected: 'an ISO 8601 time',
    read: (given) => (parseTimestamp(given) === null ? null : given),
  },
};

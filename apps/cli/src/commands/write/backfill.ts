import {
  A_SYMBOL_ENCODING,
  DEFAULT_SYMBOL_ENCODING,
  DEFAULT_TRAINING_MODE,
  type DiscoveredModel,
  isVersion,
  MAX_METADATA_BYTES,
  type Members,
  missingKeys,
  parseMetadata,
  parseTimestamp,
  SYMBOL_ENCODINGS,
  setMembers,
  showValue,
  symbolEncodingForm,
  TRAINING_MODES,
  VERSION_FORMS,
} from '@org/model-registry-core';
import type { Registry } from '@org/model-registry-fs-scanner';
import {
  replaceInModels,
  type StoreLock,
  unknownVersion,
  withStoreLock,
} from '@org/model-registry-fs-store';
import {
  type Arguments,
  type Command,
  type Completion,
  EXIT,
  type OptionTable,
  RefusedError,
  readSurroundings,
  text,
  UsageError,
} from '@org/model-registry-program';
import { decide } from '@org/model-registry-selector';
import { plainVersion, WAIT, waitSeconds } from './options.js';

/** The metadata key that an option of `backfill` adds, and how its value is read. */
interface BackfillOption {
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
const BACKFILL_OPTIONS: Readonly<Record<string, BackfillOption>> = {
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
    help: 'one_hot (default), index or another word',
    completion: SYMBOL_ENCODINGS,
    expected: A_SYMBOL_ENCODING,
    read: (given) => (symbolEncodingForm().test(given) ? given : null),
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

const OPTIONS: OptionTable = Object.fromEntries(
  Object.entries(BACKFILL_OPTIONS).map(([name, { value, help, completion }]) => [
    name,
    { type: 'string', value, help, ...(completion && { completion }) },
  ]),
);

export const backfill: Command = {
  usage: 'backfill VERSION [options]',
  summary: "add missing metadata keys to a legacy model's config file",
  help: `Adds the keys that a version's config file lacks, in one step: a reader sees
the old file or the new one. A key that is there is never changed. Without an
option, only what the defaults say anyway is written down: the training mode
and the symbol encoding.`,
  examples: [
    `model-registry backfill 0.9 --trained-symbols BTCUSDT \\
  --training-end 2025-11-30T00:00:00Z`,
  ],
  options: { ...OPTIONS, ...WAIT },
  operands: [{ name: 'VERSION', completion: 'version' }],
  async run(arguments_) {
    const version = plainVersion(arguments_.operands[0] as string);
    const given = givenMembers(arguments_);
    const surroundings = await readSurroundings(arguments_);
    const { registry, remarks } = surroundings;
    const { scan } = await decide(surroundings);
    const model = scan.models.find((candidate) => candidate.version === version);
    if (!model) throw noModel(version, registry);
    const added = planMembers(model, given);
    const { configPath } = model;
    if (configPath !== null && Object.keys(added).length > 0) {
      const options = { waitSeconds: waitSeconds(arguments_), purpose: 'backfill' };
      await withStoreLock(registry, options, (store) => addTo(store, configPath, added));
    }
    const missing = missingKeys({ ...model.metadata, ...added });
    return {
      text: () => renderBackfill(version, added, missing),
      json: () => ({ schema: 'model-registry/backfill@1', version, added, missing }),
      remarks,
      status: EXIT.done,
    };
  },
};

function noModel(version: string, registry: Registry): Error {
  const { scheme } = registry.layout;
  return isVersion(scheme, version)
    ? unknownVersion(registry, version)
    : new UsageError(`${version} is no version: expected ${VERSION_FORMS[scheme]}`);
}

/** The members that the command line asks for. */
function givenMembers(arguments_: Arguments): Members {
  const members: Record<string, unknown> = {};
  for (const [option, { key, read, expected }] of Object.entries(BACKFILL_OPTIONS)) {
    const given = text(arguments_, option);
    if (given === undefined) continue;
    const value = read(given);
    if (value === null) throw new UsageError(`--${option} ${given}: expected ${expected}`);
    members[key] = value;
  }
  return members;
}

const DEFAULTS: Members = {
  training_mode: DEFAULT_TRAINING_MODE,
  symbol_encoding_type: DEFAULT_SYMBOL_ENCODING,
};

/** What is to be added, the defaults with it. */
function planMembers({ version, metadata }: DiscoveredModel, given: Members): Members {
  if (metadata === null) {
    throw new RefusedError(
      `version ${version} has no config file that can be read: nothing was changed (model-registry doctor tells why)`,
    );
  }
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(metadata, key)) continue;
    const value = showValue(metadata[key]);
    throw new UsageError(
      `${key} of version ${version} is there already: ${value}; backfill only adds, change it in the file`,
    );
  }
  const lacking = Object.entries(DEFAULTS).filter(([key]) => !Object.hasOwn(metadata, key));
  return { ...Object.fromEntries(lacking), ...given };
}

function addTo(store: StoreLock, configPath: string, added: Members): void {
  replaceInModels(store, configPath, (content) => {
    const parsed = parseMetadata(content);
    const changed =
      'problem' in parsed || Object.keys(added).some((key) => Object.hasOwn(parsed.metadata, key));
    if (changed) throw new RefusedError(`${configPath} was changed meanwhile: run backfill again`);
    const longer = setMembers(content, added);
    if (Buffer.byteLength(longer) > MAX_METADATA_BYTES) {
      throw new RefusedError(`${configPath} would grow past 1 MiB: nothing was changed`);
    }
    return longer;
  });
}

/** What was added to a version's config file, and how to add what it still lacks. */
function renderBackfill(version: string, added: Members, missing: readonly string[]): string {
  const lines = Object.entries(added).map(([key, value]) => `  ${key}: ${showValue(value)}`);
  const head =
    lines.length > 0 ? `Added to version ${version}:` : `Nothing to add to version ${version}.`;
  const options = Object.entries(BACKFILL_OPTIONS).filter(([, { key }]) => missing.includes(key));
  const rest = options.map(([option, { key }]) => `  ${key} (--${option})`);
  return `${[head, ...lines, ...(rest.length > 0 ? ['Still missing:', ...rest] : [])].join('\n')}\n`;
}

import {
  addMembers,
  type DiscoveredModel,
  MAX_METADATA_BYTES,
  type Members,
  missingKeys,
  parseMetadata,
  parseTimestamp,
  parseVersion,
  SYMBOL_ENCODINGS,
  showValue,
  TRAINING_MODES,
} from '@org/model-registry-core';
import { replaceFile, withStoreLock } from '@org/model-registry-fs-store';
import { type Arguments, type Command, text } from '../command.js';
import { EXIT, Refusal, UsageError } from '../exit-status.js';
import { readContext } from '../read-context.js';
import { WAIT, waitSeconds } from '../write-options.js';

export const backfill: Command = {
  usage: 'backfill VERSION [options]',
  summary: "add missing metadata keys to a legacy model's config file",
  help: `Adds the keys that a version's config file lacks, in one step: a reader sees
the old file or the new one. A key that is there is never changed. Without an
option, only what the defaults say anyway is written down: the training mode
and the symbol encoding.

  --training-mode MODE         single_symbol (default) or multi_symbol
  --symbol-encoding ENCODING   one_hot (default) or index
  --trained-symbols A,B        the symbols that it was trained on
  --training-days N            days of training data
  --training-end TIME          ISO 8601, the end of the training data
  --wait SECONDS               wait this long for the store lock (default: 10)

Example:
  model-registry backfill 0.9 --trained-symbols BTCUSDT \\
    --training-end 2025-11-30T00:00:00Z`,
  options: {
    'training-mode': { type: 'string' },
    'symbol-encoding': { type: 'string' },
    'trained-symbols': { type: 'string' },
    'training-days': { type: 'string' },
    'training-end': { type: 'string' },
    ...WAIT,
  },
  operands: 1,
  async run(arguments_) {
    const version = arguments_.operands[0] as string;
    const given = givenMembers(arguments_);
    const { scan, notes } = await readContext(arguments_);
    const model = scan.models.find((candidate) => candidate.version === version);
    if (!model) throw new UsageError(unknownVersion(version, scan.location));
    const added = planMembers(model, given);
    const { configPath } = model;
    if (configPath !== null && Object.keys(added).length > 0) {
      const options = { waitSeconds: waitSeconds(arguments_), purpose: 'backfill' };
      await withStoreLock(scan.location, options, () => addTo(configPath, scan.location, added));
    }
    const missing = missingKeys({ ...model.metadata, ...added });
    return {
      text: () => report(model, added, missing),
      json: () => ({ schema: 'model-registry/backfill@1', version, added, missing }),
      notes,
      status: EXIT.done,
    };
  },
};

function unknownVersion(version: string, location: string): string {
  return parseVersion(version)
    ? `there is no version ${version} in ${location}`
    : `${version} is no version: expected MAJOR.MINOR, such as 1.10`;
}

/** The members that the command line asks for. */
function givenMembers(arguments_: Arguments): Members {
  const members: Record<string, unknown> = {};
  for (const [option, { key, read, expected }] of Object.entries(READERS)) {
    const given = text(arguments_, option);
    if (given === undefined) continue;
    const value = read(given);
    if (value === null) throw new UsageError(`--${option} ${given}: expected ${expected}`);
    members[key] = value;
  }
  return members;
}

interface Reader {
  readonly key: string;
  readonly expected: string;
  /** Null for what is not as expected. */
  readonly read: (given: string) => unknown;
}

const READERS: Readonly<Record<string, Reader>> = {
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

const DEFAULTS: Members = { training_mode: 'single_symbol', symbol_encoding_type: 'one_hot' };

/** What is to be added, the defaults with it. */
function planMembers({ version, metadata }: DiscoveredModel, given: Members): Members {
  if (metadata === null) {
    throw new Refusal(
      `version ${version} has no config file that can be read: nothing was changed`,
    );
  }
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(metadata, key)) continue;
    const value = showValue(metadata[key]);
    throw new UsageError(`${key} of version ${version} is there already: ${value}`);
  }
  const lacking = Object.entries(DEFAULTS).filter(([key]) => !Object.hasOwn(metadata, key));
  return { ...Object.fromEntries(lacking), ...given };
}

function addTo(configPath: string, modelsDir: string, added: Members): void {
  replaceFile(configPath, modelsDir, MAX_METADATA_BYTES, (content) => {
    const parsed = parseMetadata(content);
    const changed =
      'problem' in parsed || Object.keys(added).some((key) => Object.hasOwn(parsed.metadata, key));
    if (changed) throw new Refusal(`${configPath} was changed meanwhile: run backfill again`);
    const longer = addMembers(content, added);
    if (Buffer.byteLength(longer) > MAX_METADATA_BYTES) {
      throw new Refusal(`${configPath} would grow past 1 MiB: nothing was changed`);
    }
    return longer;
  });
}

function report({ version }: DiscoveredModel, added: Members, missing: readonly string[]): string {
  const lines = Object.entries(added).map(([key, value]) => `  ${key}: ${showValue(value)}`);
  const head =
    lines.length > 0 ? `Added to version ${version}:` : `Nothing to add to version ${version}.`;
  const options = Object.entries(READERS).filter(([, { key }]) => missing.includes(key));
  const rest = options.map(([option, { key }]) => `  ${key} (--${option})`);
  return `${[head, ...lines, ...(rest.length > 0 ? ['Still missing:', ...rest] : [])].join('\n')}\n`;
}

import { parseArgs } from 'node:util';
import { type SituationOptions, UsageError } from '@org/model-registry-selector';
import type { Answer, DefaultReason } from './decision.js';

const FORMATS = ['text', 'shell'] as const;

/** All options, as they are parsed. */
export const OPTIONS = {
  config: { type: 'string' },
  'models-dir': { type: 'string' },
  'as-of': { type: 'string' },
  verify: { type: 'string' },
  format: { type: 'string' },
  json: { type: 'boolean' },
  retrain: { type: 'boolean' },
  reuse: { type: 'boolean' },
  'no-input': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** The form of the decision on stdout. */
export type Format = (typeof FORMATS)[number] | 'json';

/** What the command line and the environment ask for. */
export interface InstallerOptions {
  readonly situation: SituationOptions;
  readonly format: Format;
  /** Given ahead; null where it has to be asked for. */
  readonly answer: Answer | null;
  /** Why nothing may be asked; null where it may. */
  readonly silence: Extract<DefaultReason, 'no-input' | 'ci'> | null;
}

/**
 * Reads the command line, and the environment variables that stand in for options.
 *
 * @param words what stands behind the program's name
 * @returns the name of the option that only asks about the program itself, or what is asked for
 * @throws UsageError
 */
export function readOptions(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): 'help' | 'version' | InstallerOptions {
  const values = parse(words);
  if (values.help) return 'help';
  if (values.version) return 'version';
  const { config, 'models-dir': modelsDir, 'as-of': asOf, verify } = values;
  const silentInCi = environment.CI ? 'ci' : null;
  return {
    situation: { config, 'models-dir': modelsDir, 'as-of': asOf, verify },
    format: formatOf(values),
    answer: answerOf(values) ?? answerIn(environment.MODEL_REGISTRY_RETRAIN),
    silence: values['no-input'] ? 'no-input' : silentInCi,
  };
}

type Values = ReturnType<typeof parse>;

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS }).values;
  } catch (error) {
    const [what] = (error as Error).message.split('. ');
    throw new UsageError(`${what}; --help lists the options`);
  }
}

function formatOf({ json, format }: Values): Format {
  if (json && format !== undefined) throw new UsageError('--json and --format cannot be combined');
  if (json) return 'json';
  const known = FORMATS.find((name) => name === (format ?? 'text'));
  if (known) return known;
  throw new UsageError(`--format ${format}: expected ${FORMATS.join(' or ')}`);
}

function answerOf({ retrain, reuse }: Values): Answer | null {
  if (retrain && reuse) throw new UsageError('--retrain and --reuse cannot be combined');
  if (retrain) return 'retrain';
  return reuse ? 'reuse' : null;
}

function answerIn(given: string | undefined): Answer | null {
  if (!given) return null;
  if (given === 'yes') return 'retrain';
  if (given === 'no') return 'reuse';
  throw new UsageError(`MODEL_REGISTRY_RETRAIN=${given}: expected yes or no`);
}

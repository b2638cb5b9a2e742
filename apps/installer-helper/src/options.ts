import {
  type Arguments,
  flag,
  type OptionTable,
  SHELLS,
  text,
  UsageError,
} from '@org/model-registry-program';

const FORMATS = ['text', 'shell'] as const;

/** The options beside those that say what is decided from. */
export const OPTIONS: OptionTable = {
  format: {
    type: 'string',
    value: 'FORMAT',
    help: `text (default), or shell: MODEL_FOUND, MODEL_VERSION,
SKIP_TRAINING and FORCE_TRAIN_FLAG as assignments for
eval`,
    completion: FORMATS,
  },
  json: { type: 'boolean', help: 'print one JSON document' },
  retrain: { type: 'boolean', help: 'answer yes ahead (MODEL_REGISTRY_RETRAIN=yes)' },
  reuse: { type: 'boolean', help: 'answer no ahead (MODEL_REGISTRY_RETRAIN=no)' },
  'no-input': { type: 'boolean', help: 'do not ask; so too where CI is set' },
  completion: {
    type: 'string',
    value: 'SHELL',
    help: `print a script that completes options in a shell: bash,
zsh or fish`,
    completion: SHELLS,
  },
};

/** Whether to train anew although a compatible model is there. */
export type Answer = 'reuse' | 'retrain';

/** Why nobody gave an answer, so that the default holds. */
export type DefaultReason = 'no-input' | 'ci' | 'no-terminal' | 'end-of-input';

/** The form of a decision for people and shells. */
export type Format = (typeof FORMATS)[number];

/** What the command line and the environment ask for. */
export interface InstallerOptions {
  readonly format: Format;
  /** Given ahead; null where it has to be asked for. */
  readonly answer: Answer | null;
  /** Why nothing may be asked; null where it may. */
  readonly silence: Extract<DefaultReason, 'no-input' | 'ci'> | null;
}

/**
 * Reads the options, and the environment variables that stand in for some of them.
 *
 * @throws UsageError
 */
export function readOptions(
  arguments_: Arguments,
  environment: NodeJS.ProcessEnv,
): InstallerOptions {
  const silentInCi = environment.CI ? 'ci' : null;
  return {
    format: formatOf(arguments_),
    answer: answerOf(arguments_) ?? answerIn(environment.MODEL_REGISTRY_RETRAIN),
    silence: flag(arguments_, 'no-input') ? 'no-input' : silentInCi,
  };
}

function formatOf(arguments_: Arguments): Format {
  const format = text(arguments_, 'format');
  if (flag(arguments_, 'json') && format !== undefined)
    throw new UsageError('--json and --format cannot be combined');
  const known = FORMATS.find((name) => name === (format ?? 'text'));
  if (known) return known;
  throw new UsageError(`--format ${format}: expected ${FORMATS.join(' or ')}`);
}

function answerOf(arguments_: Arguments): Answer | null {
  const retrain = flag(arguments_, 'retrain');
  const reuse = flag(arguments_, 'reuse');
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

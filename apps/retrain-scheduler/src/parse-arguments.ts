import { parseArgs } from 'node:util';
import { UsageError } from '@org/model-registry-selector';

/** The first word of the command line; `run` where there is none. */
export const VERBS = ['run', 'status', 'print-cron', 'print-systemd'] as const;
type Verb = (typeof VERBS)[number];

/** All options, as they are parsed. */
export const OPTIONS = {
  config: { type: 'string' },
  'models-dir': { type: 'string' },
  'as-of': { type: 'string' },
  json: { type: 'boolean' },
  force: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** Options that only some verbs take. */
const TAKEN_BY: Readonly<Record<string, readonly Verb[]>> = {
  'as-of': ['run', 'status'],
  json: ['run', 'status'],
  force: ['run'],
  'dry-run': ['run'],
};

/** A parsed command line; of an option that is not there the key is missing. */
export interface CommandLine {
  readonly verb: Verb;
  readonly options: ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];
}

/**
 * @throws UsageError for an option or a word that is not taken
 * @example parseArguments(['--dry-run']) // { verb: 'run', options: { 'dry-run': true } }
 */
export function parseArguments(words: readonly string[]): CommandLine {
  const { values: options, positionals } = parse(words);
  const [verb = 'run', ...more] = positionals;
  if (!isVerb(verb)) throw usage(`there is no command ${verb}`);
  if (more.length > 0) throw usage(`unexpected argument ${more[0]}`);
  const foreign = Object.keys(options).find((name) => TAKEN_BY[name]?.includes(verb) === false);
  if (foreign !== undefined) throw usage(`${verb} takes no option --${foreign}`);
  return { verb, options };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const [what = ''] = (error as Error).message.split('. ');
    throw usage(what);
  }
}

function isVerb(word: string): word is Verb {
  return VERBS.some((verb) => verb === word);
}

function usage(what: string): UsageError {
  return new UsageError(`${what}; model-registry-retrain --help shows what there is`);
}

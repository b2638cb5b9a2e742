import { resolve } from 'node:path';
import {
  isVersion,
  noDirectoryText,
  remarkOnMarks,
  VERSION_FORMS,
  type Warning,
  warning,
} from '@org/model-registry-core';
import {
  checkNotLost,
  danglingTo,
  leadsSomewhere,
  loadConfig,
  marksLeft,
  type Registry,
} from '@org/model-registry-fs-scanner';
import { type AlsoConfig, WAIT_SECONDS } from '@org/model-registry-fs-store';
import {
  type Arguments,
  type OptionTable,
  readSet,
  type Surroundings,
  text,
  texts,
  UsageError,
} from '@org/model-registry-program';

/** The options that every command takes which waits for a lock. */
export const WAIT: OptionTable = {
  wait: { type: 'string', value: 'SECONDS', help: 'wait this long for a lock (default: 10)' },
};

/** The option of commands that reckon with other configs of the same directory. */
export const ALSO_CONFIG = {
  'also-config': {
    type: 'string',
    multiple: true,
    value: 'FILE',
    help: `reckon with this config too (repeatable), beside
those that the directory was used with`,
    completion: 'file',
  },
} as const satisfies OptionTable;

/**
 * The configs that the command line names beside its own.
 *
 * @throws UsageError where there is no such file; ConfigError
 */
export function alsoConfigs(arguments_: Arguments): AlsoConfig[] {
  return texts(arguments_, 'also-config').map((file) => {
    const config = loadConfig(file, readSet(arguments_));
    if (config === null) throw new UsageError(`--also-config ${file}: there is no such file`);
    return { file: resolve(file), config };
  });
}

/** The help of `--fresh`. */
export const FRESH = `start anew where the models directory is empty or gone
though it was used before`;

/** The help of `--restamp`. */
export const RESTAMP = `write the version into the metadata, whatever they name;
the old value is kept under version_before`;

/** For commands that publish: that an unmounted volume could be taken for a new directory. */
export function remarksOnMarks(registry: Registry): Warning[] {
  return marksLeft(registry).length > 0 ? [] : [warning(remarkOnMarks(registry.modelsDir))];
}

const LONGEST_WAIT = 86_400;

/**
 * Seconds to wait for a lock: 0 to 86,400, inclusive; 10 where nothing is said.
 *
 * @throws UsageError
 */
export function waitSeconds(arguments_: Arguments): number {
  const given = text(arguments_, 'wait');
  if (given === undefined) return WAIT_SECONDS;
  const seconds = /^\d{1,5}(\.\d{1,3})?$/.test(given) ? Number(given) : Number.NaN;
  if (seconds <= LONGEST_WAIT) return seconds;
  throw new UsageError(`--wait ${given}: expected seconds, 0 to ${LONGEST_WAIT}`);
}

/**
 * How many versions an option says that stay: 0 to 999,999,999, inclusive.
 *
 * @returns null without the option
 * @throws UsageError
 * @example keptBy(arguments_, 'keep') // 5
 */
export function keptBy(arguments_: Arguments, option: string): number | null {
  const given = text(arguments_, option);
  if (given === undefined) return null;
  if (/^\d{1,9}$/.test(given)) return Number(given);
  throw new UsageError(`--${option} ${given}: expected how many versions stay, such as 5`);
}

/**
 * A version as a person may type it, without the `v` before it.
 *
 * @example plainVersion('v1.10') // '1.10'
 */
export function plainVersion(given: string): string {
  return given.replace(/^v(?=\d)/i, '');
}

/**
 * Checks a version that the command line names.
 *
 * @param what it is named by, for the message
 * @returns the version as the layout writes it; a `v` before it is left out
 * @throws UsageError
 * @example checkVersion(registry, '--version', 'v1.10') // '1.10'
 */
export function checkVersion({ layout }: Registry, what: string, given: string): string {
  const version = plainVersion(given);
  if (isVersion(layout.scheme, version)) return version;
  const shown = given.length > 100 ? `${given.slice(0, 100)}…` : given;
  throw new UsageError(`${what} ${shown}: expected ${VERSION_FORMS[layout.scheme]}`);
}

/**
 * The version that `--version` asks for.
 *
 * @returns null without the option
 * @throws UsageError
 */
export function versionOption(arguments_: Arguments, registry: Registry): string | null {
  const given = text(arguments_, 'version');
  return given === undefined ? null : checkVersion(registry, '--version', given);
}

/**
 * The version that the first operand names, in a directory that is there.
 *
 * @throws UsageError; LostRegistryError
 */
export function versionNamed({ operands }: Arguments, surroundings: Surroundings): string {
  const version = checkVersion(surroundings.registry, 'version', operands[0] as string);
  checkExists(surroundings);
  return version;
}

/**
 * The versions that the operands name; empty where none does.
 *
 * @throws UsageError
 */
export function versionsNamed({ operands }: Arguments, { registry }: Surroundings): string[] {
  return operands.map((given) => checkVersion(registry, 'version', given));
}

/** The option of commands that may act for all machines that share a store. */
export const FLEET: OptionTable = {
  fleet: {
    type: 'boolean',
    help: `for all machines that share the store (model.store):
each takes it with its next pull`,
  },
};

/** Asked before anything is made there: a directory's name may be misspelt. */
export function checkExists({ registry }: Surroundings): void {
  checkNotLost(registry);
  const { modelsDir } = registry;
  if (!leadsSomewhere(modelsDir))
    throw new UsageError(
      `${noDirectoryText(modelsDir, danglingTo(modelsDir))}: name it with --models-dir DIR`,
    );
}

import { resolve } from 'node:path';
import { escapeText, type LayoutValues } from '@org/model-registry-core';
import { directoryFacts, type Registry, userName } from '@org/model-registry-fs-scanner';
import { UsageError } from '../errors.js';
import type { Surroundings } from './read-surroundings.js';

/** What a unit runs, and where: absolute paths. */
export interface Job {
  readonly cwd: string;
  /** Program and arguments. */
  readonly command: readonly string[];
  /** The user to run as: a name, or a number. */
  readonly user: string;
}

/**
 * What a unit has to run so that it does what this process would: with absolute paths, and nothing of this
 * environment.
 *
 * @param set the values of `--set`
 * @param words the command of this program, and its options
 * @throws UsageError for a config that came through a pipe, or for none; for a path that no unit can hold
 * @example jobOf(surroundings, readSet(arguments_), ['pull', '--follow'])
 */
export function jobOf(
  { configFile, isStream, registry, config }: Surroundings,
  set: LayoutValues,
  words: readonly string[],
): Job {
  if (configFile === null || isStream) {
    const given = configFile === null ? 'no config' : `--config ${configFile}`;
    throw new UsageError(`${given}: a job that runs by itself needs the config in a file`);
  }
  const { modelsDir } = registry;
  const cwd = process.cwd();
  const user = ownerOf(registry);
  const program = [process.execPath, resolve(process.argv[1] ?? ''), ...words];
  const named = ['--config', resolve(configFile)];
  // The job does not have this environment.
  const isElsewhere = modelsDir !== resolve(config.modelsDir);
  const models = isElsewhere ? ['--models-dir', modelsDir] : [];
  const values = Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const command = [...program, ...named, ...models, ...values];
  // What would have to be escaped to be printed cannot be copied either.
  const odd = [cwd, ...command].find((word) => escapeText(word, word.length) !== word);
  if (odd === undefined) return { cwd, command, user };
  throw new UsageError(`no unit can hold the path ${escapeText(odd)}: rename it`);
}

/** Whoever owns the models directory; for one of root's, whoever asks. A number has no `#` in a unit. */
function ownerOf(registry: Registry): string {
  const { uid } = directoryFacts(registry).nearest;
  return userName(uid === 0 ? (process.getuid?.() ?? 0) : uid).replace('#', '');
}

/**
 * Program and arguments as a unit has them behind `ExecStart=`.
 *
 * @example systemdCommand(['/usr/bin/node', '100%']) // '"/usr/bin/node" "100%%"'
 */
export function systemdCommand(command: readonly string[]): string {
  return command.map(quoteForSystemd).join(' ');
}

/** `%` begins a specifier and `$` a variable. */
function quoteForSystemd(word: string): string {
  const escaped = word.replace(/["\\]/g, '\\$&');
  return `"${escaped.replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;
}

/**
 * A path as a unit has it behind `WorkingDirectory=`: taken as it stands to the end of the line, where spaces
 * are dropped and a backslash continues it.
 */
export function systemdFolder(path: string): string {
  const escaped = path.replaceAll('%', '%%');
  return /[\s\\]$/.test(escaped) ? `${escaped}/` : escaped;
}

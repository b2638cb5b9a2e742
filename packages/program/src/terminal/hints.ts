import { shellWord } from '@org/model-registry-core';
import { type Arguments, flag, text, texts } from '../command/command.js';

let given: Arguments | null = null;
/** The options of {@link given} that say where; made when the first is suggested. */
let place: string | undefined;

/**
 * From now on the command lines that are suggested say where: with the config, the models directory and the
 * values that this one was given, so that a copy of one acts on the same models.
 *
 * @param arguments_ null for a command line that could not be parsed
 */
export function hintAt(arguments_: Arguments | null): void {
  given = arguments_;
  place = undefined;
}

/** A config that came through stdin cannot be named again. */
function optionsOf(arguments_: Arguments): string {
  const config = text(arguments_, 'config');
  const dir = text(arguments_, 'models-dir');
  const options = [
    ...(config === undefined || config === '-' ? [] : ['--config', config]),
    ...(flag(arguments_, 'no-config') ? ['--no-config'] : []),
    ...(dir ? ['--models-dir', dir] : []),
    ...texts(arguments_, 'set').flatMap((value) => ['--set', value]),
  ];
  return options.map((word) => `${shellWord(word)} `).join('');
}

/**
 * A name of ours and what stands behind it on a command line: options may stand before a command. The end of
 * a path may be called the same.
 */
const SUGGESTED = /(?<![\w./@-])(model-registry(?:-retrain)?) (?=[a-z]|--force)/g;

/**
 * Text with the place in the command lines that it suggests; see {@link hintAt}.
 *
 * @example withPlace('model-registry unpin') // 'model-registry --config other.yaml unpin'
 */
export function withPlace(advice: string): string {
  const at = given;
  // Most advice suggests nothing, and to find that out the expression would have to be made.
  if (at === null || !advice.includes('model-registry')) return advice;
  return advice.replace(SUGGESTED, (_, name) => {
    place ??= optionsOf(at);
    return `${name} ${place}`;
  });
}

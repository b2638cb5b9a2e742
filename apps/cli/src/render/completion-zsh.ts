import type { Command, Completion, Option, OptionTable } from '../command.js';
import { COMMON_OPTIONS } from '../common-options.js';

/** A script for zsh that completes the command line of these commands; it runs none of them. */
export function zshCompletion(commands: ReadonlyMap<string, Command>): string {
  const described = [...commands].map(([name, { summary }]) => quote(`${name}:${summary}`));
  const arms = [...commands].map(([name, command]) => {
    const specs = ['-S $common', ...optionSpecs(command.options), ...operandSpecs(command)];
    return `    ${name}) _arguments ${specs.join(' ')} ;;`;
  });
  return `#compdef model-registry
# zsh completion for model-registry; printed by: model-registry completion zsh
_model_registry() {
  local verb=$words[2]
  local -a verbs common
  verbs=(
    ${described.join('\n    ')}
  )
  common=(
    ${optionSpecs(COMMON_OPTIONS).join('\n    ')}
  )
  if (( CURRENT == 2 )); then
    if [[ $PREFIX == -* ]]; then
      compadd -- --help --version
    else
      _describe command verbs
    fi
    return
  fi
  shift words
  (( CURRENT-- ))
  case $verb in
${arms.join('\n')}
  esac
}
# As the file _model-registry in a folder of fpath, this is the completion itself; read by source, it
# says what the completion is.
if [[ $funcstack[1] == _model-registry ]]; then
  _model_registry "$@"
else
  compdef _model_registry model-registry
fi
`;
}

function optionSpecs(options: OptionTable): string[] {
  return Object.entries(options).flatMap(([name, option]) => {
    const explained = `[${inSpec(option.help)}]`;
    if (option.type === 'string') return [quote(`--${name}=${explained}${valueSpec(option)}`)];
    const short = option.short === undefined ? [] : [quote(`-${option.short}${explained}`)];
    return [...short, quote(`--${name}${explained}`)];
  });
}

function valueSpec({ value, completion }: Extract<Option, { type: 'string' }>): string {
  return `:${inSpec(value)}:${action(completion)}`;
}

function operandSpecs({ operands }: Command): string[] {
  if (operands === 'command') return [quote('*::COMMAND:_normal')];
  // Of an empty action zsh would show the name, and not insert the one option that matches.
  return operands.map(({ name, completion }) =>
    quote(`:${inSpec(name)}:${completion === undefined ? '{false}' : action(completion)}`),
  );
}

function action(completion: Completion | undefined): string {
  if (completion === undefined) return ' ';
  if (completion === 'file') return '_files';
  return completion === 'folder' ? '_files -/' : `(${completion.join(' ')})`;
}

/** Text inside a spec of `_arguments`. */
function inSpec(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll(/[\\[\]:]/g, '\\$&');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

import type { Command, Completion, OptionTable } from '../command.js';
import { COMMON_OPTIONS } from '../common-options.js';

/** A script for bash that completes the command line of these commands; it runs none of them. */
export function bashCompletion(commands: ReadonlyMap<string, Command>): string {
  const names = [...commands.keys()];
  return `# bash completion for model-registry; printed by: model-registry completion bash
_model_registry() {
  local current=\${COMP_WORDS[COMP_CWORD]} option=\${COMP_WORDS[COMP_CWORD - 1]}
  local command=\${COMP_WORDS[1]} at words=
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W '${names.join(' ')} --help --version' -- "$current")
    return
  fi
  # Behind -- stands the command line of another program.
  for ((at = 2; at < COMP_CWORD; at++)); do
    [[ \${COMP_WORDS[at]} == -- ]] || continue
    if ((at == COMP_CWORD - 1)); then
      mapfile -t COMPREPLY < <(compgen -c -- "$current")
    else
      compopt -o default
    fi
    return
  done
  # --option=value comes as three words.
  if [[ $current == = ]]; then
    current=
  elif [[ $option == = ]]; then
    option=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case $command:$option in
${cases(valueActions(commands))}
  esac
  if [[ $current != -* ]]; then
    case $command in
${cases(operandActions(commands), '      ')}
    esac
  fi
  case $command in
${cases([...commands].map(([name, command]) => [name, `words='${ownOptions(command)}'`]))}
    *) return ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words ${optionNames(COMMON_OPTIONS)}" -- "$current")
}
complete -F _model_registry model-registry
`;
}

/** A pattern of a `case`, and what is done. */
type Arm = readonly [pattern: string, action: string];

/** The arms of a `case`; patterns with the same action share one. */
function cases(arms: readonly Arm[], indent = '    '): string {
  const patterns = new Map<string, string[]>();
  for (const [pattern, action] of arms) {
    patterns.set(action, [...(patterns.get(action) ?? []), pattern]);
  }
  return [...patterns].map(([action, of]) => `${indent}${of.join(' | ')}) ${action} ;;`).join('\n');
}

/** What is done in a value's place, for every option that takes one. */
function valueActions(commands: ReadonlyMap<string, Command>): Arm[] {
  const own = [...commands].flatMap(([name, { options }]) => actionsOf(name, options));
  return [...actionsOf('*', COMMON_OPTIONS), ...own];
}

function actionsOf(command: string, options: OptionTable): Arm[] {
  return Object.entries(options).flatMap(([name, option]) =>
    option.type === 'string' ? [[`${command}:--${name}`, offer(option.completion)] as const] : [],
  );
}

function operandActions(commands: ReadonlyMap<string, Command>): Arm[] {
  return [...commands].flatMap(([name, { operands }]) => {
    const [operand] = operands === 'command' ? [] : operands;
    return operand ? [[name, offer(operand.completion)] as const] : [];
  });
}

/** Files and folders are left to bash, which knows how to quote them. */
function offer(completion: Completion | undefined): string {
  if (completion === undefined) return 'return';
  if (completion === 'file') return 'compopt -o default && return';
  if (completion === 'folder') return 'compopt -o dirnames && return';
  return `mapfile -t COMPREPLY < <(compgen -W '${completion.join(' ')}' -- "$current") && return`;
}

function ownOptions({ options, operands }: Command): string {
  return operands === 'command' ? `${optionNames(options)} --` : optionNames(options);
}

function optionNames(options: OptionTable): string {
  return Object.keys(options)
    .map((name) => `--${name}`)
    .join(' ');
}

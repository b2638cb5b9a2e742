import type { Command } from '../command/command.js';
import { UsageError } from '../errors.js';
import { EXIT } from '../exit-status.js';
import { COMPLETE } from './complete.js';

/** The shells for which there is a script. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/**
 * A script for a shell that completes a program's command lines. At each Tab it asks the program what
 * may stand there ({@link COMPLETE}), so that it need not be printed again with another version.
 *
 * @throws UsageError for a shell that is not known
 * @example completionScript('model-registry', 'bash')
 */
export function completionScript(program: string, shell: string): string {
  const known = SHELLS.find((name) => name === shell);
  if (known) return SCRIPTS[known](program, `_${program.replaceAll('-', '_')}`);
  throw new UsageError(`there is no completion for ${shell}: expected ${SHELLS.join(', ')}`);
}

const SCRIPTS: Readonly<
  Record<(typeof SHELLS)[number], (program: string, name: string) => string>
> = {
  bash: (program, name) => `# bash completion for ${program}
${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} shell words
  {
    read -r shell
    mapfile -t words
  } < <(command ${program} ${COMPLETE} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  # --option=value comes as three words.
  [[ $current == = ]] && current=
  mapfile -t COMPREPLY < <(compgen -W "\${words[*]%%$'\\t'*}" -- "$current")
  ((\${#COMPREPLY[@]})) && return
  if [[ $shell == folders ]]; then
    compopt -o dirnames
  elif [[ $shell == command && \${COMP_WORDS[COMP_CWORD - 1]} == -- ]]; then
    mapfile -t COMPREPLY < <(compgen -c -- "$current")
  elif [[ $shell != nothing ]]; then
    compopt -o default
  fi
}
complete -F ${name} ${program}
`,
  zsh: (program, name) => `#compdef ${program}
# zsh completion for ${program}
${name}() {
  local -a reply described
  reply=("\${(@f)$(command ${program} ${COMPLETE} "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  described=("\${(@)\${(@)reply[2,-1]//:/\\\\:}/$'\\t'/:}")
  if [[ $reply[1] == command ]]; then
    local at=\${words[(i)--]}
    words=("\${(@)words[at+1,-1]}")
    (( CURRENT -= at ))
    _normal
    return
  fi
  [[ $PREFIX == --*=* ]] && compset -P '*='
  (( \${#described} )) && _describe value described
  case $reply[1] in
    files) _files ;;
    folders) _files -/ ;;
  esac
}
# As a file in a folder of fpath this is the completion itself; read by source it says what that is.
if [[ $funcstack[1] == _${program} ]]; then
  ${name} "$@"
else
  compdef ${name} ${program}
fi
`,
  fish: (program, name) => `# fish completion for ${program}
function _${name}
    set -l current (commandline -ct)
    set -l before (commandline -opc)
    set -l reply (command ${program} ${COMPLETE} $before[2..] "$current" 2>/dev/null)
    # Words for --option=value have to begin with --option=.
    set -l option (string match -r -- '^--[^=]+=' "$current")
    set -l value (string replace -- "$option" '' "$current")
    for word in $reply[2..]
        echo "$option$word"
    end
    switch "$reply[1]"
        case files folders
            for path in (__fish_complete_path "$value")
                test $reply[1] = files; or string match -q -- '*/*' $path; and echo "$option$path"
            end
        case command
            complete -C (string replace -r '.*? -- ' '' -- (commandline -cp))
    end
end
complete -c ${program} -kf -a '(_${name})'
`,
};

/**
 * The command `completion`, which prints a script for a shell.
 *
 * @param program the program's name
 */
export function completionCommand(program: string): Command {
  return {
    usage: `completion ${SHELLS.join('|')} [options]`,
    summary: 'print a script that completes commands and options in a shell',
    help: `Prints a script with which the Tab key completes commands, options, versions and
paths. At each Tab it asks ${program} what may stand there.
zsh finds the file once ~/.zshrc has fpath=(~/.zfunc $fpath) above compinit.`,
    examples: [
      `echo 'source <(${program} completion bash)' >> ~/.bashrc`,
      `mkdir -p ~/.zfunc
${program} completion zsh > ~/.zfunc/_${program}`,
      `mkdir -p ~/.config/fish/completions
${program} completion fish \\
  > ~/.config/fish/completions/${program}.fish`,
    ],
    options: {},
    operands: [{ name: 'SHELL', completion: SHELLS }],
    run({ operands: [shell = ''] }) {
      const script = completionScript(program, shell);
      return {
        text: () => script,
        json: () => ({ schema: 'model-registry/completion@1', shell, script }),
        remarks: [],
        status: EXIT.done,
      };
    },
  };
}

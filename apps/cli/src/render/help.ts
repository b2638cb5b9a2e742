import type { Command } from '../command.js';
import { COMMANDS } from '../commands/index.js';

const COMMON_OPTIONS = `Common options:
  --config FILE      the config file (default: config/config.yaml, - is stdin)
  --models-dir DIR   the models directory (default: MODEL_REGISTRY_MODELS_DIR,
                     then model.models_dir of the config, then models)
  --as-of TIME       decide as if it were this ISO 8601 time (default: now)
  --verify MODE      check the files of the best model: off, checksum, inspect
                     (default) or strict
  --json             print one JSON document
  -h, --help         show the help of a command
`;

/** What `--help` prints. */
export function renderHelp(): string {
  const width = Math.max(...[...COMMANDS.keys()].map((name) => name.length)) + 2;
  const commands = [...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}`);
  return `Find, select and explain trained model versions.

Usage: model-registry COMMAND [options]

Commands:
${commands.join('\n')}

${COMMON_OPTIONS}  --version          show the version of model-registry (before any command)

Exit status: 0 done, 1 the answer is no, 2 usage or config error, 3 failure,
4 the training command failed, 5 another process holds the lock, 129, 130 and
143 interrupted.
`;
}

/** What `--help` behind a command prints. */
export function renderCommandHelp({ usage, help }: Command): string {
  return `Usage: model-registry ${usage}\n\n${help}\n\n${COMMON_OPTIONS}`;
}

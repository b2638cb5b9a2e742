import { parseArgs } from 'node:util';
import { UsageError } from '@org/model-registry-selector';
import type { Arguments, Command, OptionTable } from './command.js';

/** The options that every command takes. */
const COMMON: OptionTable = {
  config: { type: 'string' },
  'models-dir': { type: 'string' },
  'as-of': { type: 'string' },
  verify: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};

/**
 * Parses what stands behind a command's name.
 *
 * @throws UsageError for an option or a word that the command does not take
 */
export function parseArguments(command: Command, words: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { ...COMMON, ...command.options },
      allowPositionals: true,
    });
    const parsed = { options: values as Arguments['options'], operands: positionals };
    if (!values.help) checkOperands(command, positionals);
    return parsed;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const [what] = (error as Error).message.split('. ');
    throw new UsageError(`${what}\nUsage: model-registry ${command.usage}`);
  }
}

function checkOperands(command: Command, operands: readonly string[]): void {
  const { operands: expected } = command;
  if (expected === 'command') {
    if (operands.length > 0) return;
    throw new UsageError(`a command is missing behind --\nUsage: model-registry ${command.usage}`);
  }
  if (operands.length === expected) return;
  const wrong =
    operands.length > expected
      ? `unexpected argument ${operands[expected]}`
      : 'an argument is missing';
  throw new UsageError(`${wrong}\nUsage: model-registry ${command.usage}`);
}

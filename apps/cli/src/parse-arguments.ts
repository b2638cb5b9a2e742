import { parseArgs } from 'node:util';
import { UsageError } from '@org/model-registry-selector';
import type { Arguments, Command } from './command.js';
import { COMMON_OPTIONS } from './common-options.js';

/**
 * Parses what stands behind a command's name.
 *
 * @throws UsageError for an option or a word that the command does not take
 */
export function parseArguments(command: Command, words: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { ...COMMON_OPTIONS, ...command.options },
      allowPositionals: true,
    });
    const parsed = { options: values as Arguments['options'], operands: positionals };
    if (!values.help) checkOperands(command, positionals);
    return parsed;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const [what] = (error as Error).message.split('. ');
    const isMissing = command.operands === 'command' && !words.includes('--');
    const advice = isMissing ? '; the command to run goes behind --' : '';
    throw new UsageError(`${what}${advice}`, usageOf(command));
  }
}

function checkOperands(command: Command, operands: readonly string[]): void {
  const { operands: expected } = command;
  if (expected === 'command') {
    if (operands.length > 0) return;
    throw new UsageError('a command is missing behind --', usageOf(command));
  }
  if (operands.length === expected.length) return;
  const missing = expected[operands.length];
  const wrong = missing
    ? `${missing.name} is missing`
    : `unexpected argument ${operands[expected.length]}`;
  throw new UsageError(wrong, usageOf(command));
}

function usageOf({ usage }: Command): string {
  return `Usage: model-registry ${usage}`;
}

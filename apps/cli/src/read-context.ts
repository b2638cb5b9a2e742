import type { ModelScan } from '@org/model-registry-core';
import {
  type Decision,
  decide,
  type MissingConfig,
  readSurroundings as readNamed,
  remarksOn,
  type Surroundings,
} from '@org/model-registry-selector';
import { type Arguments, text } from './command.js';

/** What the command line names, and what is decided from it. */
export interface Context extends Surroundings, Decision {}

/**
 * Reads the config that the command line names.
 *
 * @throws UsageError, ConfigError, or Error for failing IO
 */
export function readSurroundings(
  arguments_: Arguments,
  missingConfig: MissingConfig = 'use-defaults',
): Promise<Surroundings> {
  const options = {
    config: text(arguments_, 'config'),
    'models-dir': text(arguments_, 'models-dir'),
    'as-of': text(arguments_, 'as-of'),
    verify: text(arguments_, 'verify'),
  };
  return readNamed(options, missingConfig);
}

/**
 * Reads the config and the models directory that the command line names, and selects.
 *
 * @throws UsageError, ConfigError, PinError, or Error for failing IO
 */
export async function readContext(arguments_: Arguments): Promise<Context> {
  const surroundings = await readSurroundings(arguments_);
  const decision = await decide(surroundings);
  return { ...surroundings, ...decision, notes: [...surroundings.notes, ...remarksOn(decision)] };
}

/** For the commands that show what is there: that there is more. */
export function remarksOnIgnored({ ignored }: ModelScan): string[] {
  if (ignored.length === 0) return [];
  const files = ignored.length === 1 ? '1 file is' : `${ignored.length} files are`;
  return [`${files} ignored; model-registry doctor tells why`];
}

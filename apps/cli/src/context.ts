import { type Decision, type ModelScan, type Remark, remarksOn } from '@org/model-registry-core';
import {
  type Arguments,
  type MissingConfig,
  readSurroundings,
  type Surroundings,
} from '@org/model-registry-program';
import { decideAsReader } from '@org/model-registry-selector';

/** What the command line names, and what is decided from it. */
export interface Context extends Omit<Surroundings, 'remarks'>, Decision {
  /** What a person should know about both. */
  readonly remarks: readonly Remark[];
}

/**
 * Reads the config and the models directory that the command line names, and selects.
 *
 * @throws UsageError, ConfigError, PinError, or Error for failing IO
 */
export async function readContext(
  arguments_: Arguments,
  missingConfig: MissingConfig = 'use-defaults',
): Promise<Context> {
  const surroundings = await readSurroundings(arguments_, missingConfig);
  const decision = await decideAsReader(surroundings);
  const remarks = [...surroundings.remarks, ...remarksOn(decision, surroundings.now)];
  return { ...surroundings, ...decision, remarks };
}

/** For commands that show the versions: that other files are there as well. */
export function remarksOnIgnored({ ignored }: ModelScan): string[] {
  if (ignored.length === 0) return [];
  const files = ignored.length === 1 ? '1 file is' : `${ignored.length} files are`;
  return [`${files} ignored; model-registry doctor tells why`];
}

import {
  NO_RETRAINS,
  parseRetrainState,
  type RetrainState,
  retrainStateDocument,
} from '@org/model-registry-core';
import { type Registry, readText } from '@org/model-registry-fs-scanner';
import { writeFile } from '../files/write-file.js';
import type { TrainingLock } from '../locks/held.js';

/**
 * Reads `.registry/retrain.json`. Needs no lock, since the file is replaced whole.
 *
 * @returns the state before the first run, where there is no such file or none that can be used;
 *   `isBroken` tells which
 * @example readRetrainState(registry).state.runs
 */
export function readRetrainState({ retrain }: Registry): {
  readonly state: RetrainState;
  readonly isBroken: boolean;
} {
  const text = readText(retrain);
  if (text === null) return { state: NO_RETRAINS, isBroken: false };
  const state = typeof text === 'string' ? parseRetrainState(valueIn(text)) : null;
  return { state: state ?? NO_RETRAINS, isBroken: state === null };
}

function valueIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Replaces `.registry/retrain.json`, at once and durable.
 *
 * @throws Error with the system's error as `cause`; the file is then as it was
 * @example writeRetrainState(lock, endRun(state, run, now))
 */
export function writeRetrainState({ registry }: TrainingLock, state: RetrainState): void {
  const content = `${JSON.stringify(retrainStateDocument(state), null, 1)}\n`;
  try {
    writeFile(registry, registry.retrain, content);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`state file ${registry.retrain} cannot be written: ${message}`, {
      cause: error,
    });
  }
}

import {
  NO_RETRAINS,
  parseRetrainState,
  type RetrainState,
  retrainStateDocument,
} from '@org/model-registry-core';
import { metadataBuffer, readMetadataText, registryPaths } from '@org/model-registry-fs-scanner';
import { prepareRegistry } from './registry-folder.js';
import { writeFile } from './write-file.js';

/**
 * Reads `.registry/retrain.json`. Needs no lock: it is replaced whole.
 *
 * @returns the state before the first run, where there is no such file or none that can be used;
 *   `isBroken` tells which
 * @example (await readRetrainState('models')).state.runs
 */
export async function readRetrainState(
  modelsDir: string,
): Promise<{ readonly state: RetrainState; readonly isBroken: boolean }> {
  const text = await readMetadataText(registryPaths(modelsDir).retrain, metadataBuffer());
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
 * Replaces `.registry/retrain.json`, at once and durable. The caller holds the training lock.
 *
 * @throws Error with the system's error as `cause`; the file is then as it was
 * @example writeRetrainState('models', endRun(state, run, now))
 */
export function writeRetrainState(modelsDir: string, state: RetrainState): void {
  const { retrain } = prepareRegistry(modelsDir);
  try {
    writeFile(retrain, `${JSON.stringify(retrainStateDocument(state), null, 1)}\n`, modelsDir);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`state file ${retrain} cannot be written: ${message}`, { cause: error });
  }
}

import { lstatSync } from 'node:fs';
import { type MetadataUnreadable, type Pin, parsePin } from '@org/model-registry-core';
import { type MetadataText, readMetadataText, readMetadataTextSync } from './read-metadata-text.js';
import { registryPaths } from './registry-paths.js';

/** Bytes of a pin file that are read; a longer file is cut off there, and so no JSON. */
const MAX_PIN_BYTES = 16_384;

/** A pin file that is there and cannot be used. The message names the file and what to do. */
export class PinError extends Error {
  override readonly name = 'PinError';
}

/**
 * The pin that was made by command: `.registry/pin.json` in the models directory.
 *
 * @returns null where there is none
 * @throws Error where the file is there and cannot be read
 * @throws PinError where it gives no version: to go on without a pin that
 *   somebody made could load a model that they wanted to keep away
 * @example (await readPin('models'))?.version
 */
export async function readPin(modelsDir: string): Promise<Pin | null> {
  const { pin: file } = registryPaths(modelsDir);
  return pinIn(await readMetadataText(file, Buffer.allocUnsafe(MAX_PIN_BYTES)), file);
}

/**
 * The same as {@link readPin}, blocking.
 *
 * @example readPinSync('models')?.version
 */
export function readPinSync(modelsDir: string): Pin | null {
  const { pin: file } = registryPaths(modelsDir);
  return pinIn(readMetadataTextSync(file, Buffer.allocUnsafe(MAX_PIN_BYTES)), file);
}

function pinIn(text: MetadataText, file: string): Pin | null {
  if (text === null) return null;
  if (typeof text === 'object') return unread(file, text);
  const pin = parsePin(valueIn(text, file));
  if (pin === null) throw unusable(file, 'it names no version');
  return pin;
}

function valueIn(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unusable(file, 'not JSON', error);
  }
}

/** Where `.registry` is no folder, no pin can be there. */
function unread(file: string, { reason, detail }: MetadataUnreadable): null {
  if (reason !== 'io-error' || isThere(file)) throw unusable(file, detail || reason);
  if (detail === 'ENOTDIR' || detail === 'ELOOP') return null;
  throw new Error(`pin file ${file} cannot be read: ${detail}`);
}

function isThere(file: string): boolean {
  try {
    return lstatSync(file) !== undefined;
  } catch {
    return false;
  }
}

function unusable(file: string, reason: string, cause?: unknown): PinError {
  const advice = 'pin a version again, or unpin';
  return new PinError(`pin file ${file} cannot be used: ${reason}; ${advice}`, { cause });
}

import { lstatSync } from 'node:fs';
import {
  type MetadataUnreadable,
  type Pin,
  type Pins,
  parsePins,
  pinFor,
} from '@org/model-registry-core';
import { readText } from '../files/read-text.js';
import type { Registry } from './registry.js';

/** Bytes of a pin file that are read. A longer one is cut off there and is no JSON then. */
export const MAX_PIN_BYTES = 131_072;

/** A pin file that cannot be used. The message names the file and what to do. */
export class PinError extends Error {
  override readonly name = 'PinError';
}

/**
 * The pin made by command that holds for the config which the registry is used with: its own, else the
 * general one.
 *
 * @returns null where there is none
 * @throws what {@link readPins} throws
 * @example readPin(registry)?.version
 */
export function readPin(registry: Registry): Pin | null {
  const pins = readPins(registry);
  return pins && pinFor(pins, registry.configFile);
}

/**
 * The pins that were made by command: `.registry/pin.json` in the models directory.
 *
 * @returns null where there is none
 * @throws Error where the file is there and cannot be read
 * @throws PinError where it names no version. It is not ignored: somebody pinned a version, and
 *   without the pin a model could be loaded that they wanted to keep away
 * @example readPins(registry)?.general
 */
export function readPins({ pin: file }: Registry): Pins | null {
  const text = readText(file, Buffer.allocUnsafe(MAX_PIN_BYTES));
  if (text === null) return null;
  if (typeof text === 'object') return unread(file, text);
  const pins = parsePins(valueIn(text, file));
  if (pins === null) throw unusable(file, 'it names no version');
  return pins;
}

function valueIn(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unusable(file, 'not JSON', error);
  }
}

/** Where `.registry` is no folder, there can be no pin. */
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

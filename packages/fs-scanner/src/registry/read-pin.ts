import {
  type FleetState,
  type Pin,
  type Pins,
  parseFleetState,
  parsePins,
  pinFor,
  systemErrorText,
  type UnreadableFolder,
} from '@org/model-registry-core';
import { isThere } from '../files/file-identity.js';
import { blameFile, readError } from '../files/read-error.js';
import { readText, type TextRead } from '../files/read-text.js';
import type { Registry } from './registry.js';

const DENIED = new Set(['EACCES', 'EPERM']);

/** Bytes of a pin file that are read. A longer one is cut off there and is no JSON then. */
export const MAX_PIN_BYTES = 131_072;

/** A pin file that cannot be used. The message names the file and what to do. */
export class PinError extends Error {
  override readonly name = 'PinError';
}

/**
 * This user may not read the pin file: whether a version is pinned is not known. Who reads may go on and
 * say so; who writes may not.
 */
export class UnreadPinError extends Error {
  override readonly name = 'UnreadPinError';
  constructor(
    /** What may not be read, for a person and for `doctor`. */
    readonly problem: UnreadableFolder,
  ) {
    super(
      `pin file ${problem.file} cannot be read (${problem.detail}): whether a version is pinned is not known`,
    );
  }
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
 * @throws UnreadPinError where this user may not read it
 * @throws Error where it is there and cannot be read for another reason
 * @throws PinError where it names no version. It is not ignored: somebody pinned a version, and
 *   without the pin a model could be loaded that they wanted to keep away
 * @example readPins(registry)?.general
 */
export function readPins({ pin: file }: Registry): Pins | null {
  const source = { file, advice: 'pin a version again, or unpin' };
  const text = readText(file, Buffer.allocUnsafeSlow(MAX_PIN_BYTES));
  if (text === null) return null;
  if (typeof text === 'object') return unread(source, text);
  const pins = parsePins(valueIn(text, source));
  if (pins === null) throw unusable(source, 'it names no version');
  return pins;
}

/**
 * What is known of the store that many machines share, if that is this one: `.registry/fleet.json`.
 *
 * @param url of `model.store`
 * @returns null where nothing is known, and where it is of another store
 * @throws UnreadPinError, Error and PinError as {@link readPins} does: the fleet's pin is in it
 * @example readFleetState(registry, 'file:///mnt/models')?.pin?.version
 */
export function readFleetState({ fleet: file }: Registry, url: string): FleetState | null {
  const source = { file, advice: 'model-registry pull writes it anew' };
  const text = readText(file);
  if (text === null) return null;
  if (typeof text === 'object') return unread(source, text);
  const state = parseFleetState(valueIn(text, source));
  if (state === null) throw unusable(source, 'it is not what pull writes');
  return state.store === url ? state : null;
}

/** A file with a pin in it, and what helps where it cannot be used. */
interface PinFile {
  readonly file: string;
  readonly advice: string;
}

function valueIn(text: string, source: PinFile): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unusable(source, 'not JSON', error);
  }
}

/** Where `.registry` is no folder, there can be no pin. */
function unread(source: PinFile, read: Exclude<TextRead, string | null>): null {
  const { file } = source;
  if (read.kind === 'metadata-unreadable') throw unusable(source, read.reason);
  const code = blameFile(`pin file ${file}`, read.error);
  if (DENIED.has(code)) throw new UnreadPinError({ kind: 'unreadable-folder', file, detail: code });
  if (hasName(file)) throw unusable(source, systemErrorText(code), read.error);
  if (code === 'ENOTDIR' || code === 'ELOOP') return null;
  throw readError(`pin file ${file}`, read.error);
}

/** False also where the folder does not say. */
function hasName(file: string): boolean {
  try {
    return isThere(file);
  } catch (error) {
    blameFile(`pin file ${file}`, error);
    return false;
  }
}

function unusable({ file, advice }: PinFile, reason: string, cause?: unknown): PinError {
  return new PinError(`pin file ${file} cannot be used: ${reason}; ${advice}`, { cause });
}

import {
  type Decision,
  formatInstant,
  MAX_REASON_LENGTH,
  type Pins,
  pinsDocument,
} from '@org/model-registry-core';
import {
  currentUser,
  isThere,
  MAX_PIN_BYTES,
  PinError,
  type Registry,
  readPins,
} from '@org/model-registry-fs-scanner';
import { StoreRefusal } from '../errors.js';
import { removeTree } from '../files/folder.js';
import { writeFile } from '../files/write-file.js';
import type { StoreLock } from '../locks/held.js';
import { type Change, recordChange } from './record-change.js';

/**
 * Pins a version, in `.registry/pin.json`, in place of the pin that held for the config: for every
 * config, or only for the one that the registry is used with. At once and durable. Whether the version
 * may be selected is for the caller to decide.
 *
 * @returns the decision after it
 * @throws StoreRefusal where more configs have pins than are ever read
 * @throws TypeError for a pin for one config, where the registry is used with none
 * @throws Error where the file or the journal cannot be written. Unless the message says that the
 *   version is pinned, it is not
 * @example await writePin(store, '1.4', { situation, at, reason: 'rollback', previousVersion: '1.5' })
 */
export async function writePin(
  store: StoreLock,
  version: string,
  change: Change,
  forConfig = false,
): Promise<Decision> {
  const { configFile } = store.registry;
  const pins = pinsNow(store.registry);
  const forConfigs = new Map(pins.forConfigs);
  const reason = change.reason.slice(0, MAX_REASON_LENGTH);
  const pin = { version, at: formatInstant(change.at), reason, user: currentUser() };
  if (!forConfig) {
    // The general pin is to hold for whoever makes it.
    if (configFile !== null) forConfigs.delete(configFile);
    writePins(store, { general: pin, forConfigs });
    return record(store, 'pinned', version, change);
  }
  if (configFile === null) throw new TypeError('there is no config file to pin a version for');
  writePins(store, { ...pins, forConfigs: forConfigs.set(configFile, pin) });
  return record(store, 'pinned', version, {
    ...change,
    reason: `${reason}, only for ${configFile}`,
  });
}

/**
 * Removes the pin made by command that holds for the config which the registry is used with: its own,
 * else the general one. All that cannot be read is removed too.
 *
 * @returns the decision after it; null where there was no pin, and nothing was done
 * @throws Error where the file cannot be removed or the journal cannot be written. Unless the
 *   message says that the pin is removed, it is not
 * @example await removePin(store, change)
 */
export async function removePin(store: StoreLock, change: Change): Promise<Decision | null> {
  const { registry } = store;
  const { general, forConfigs } = pinsNow(registry);
  const left = new Map(forConfigs);
  const hadOwn = registry.configFile !== null && left.delete(registry.configFile);
  const pins = { general: hadOwn ? general : null, forConfigs: left };
  if (pins.general === null && left.size === 0) {
    if (!isThere(registry.pin)) return null;
    removeTree(registry, registry.pin);
  } else {
    if (!hadOwn && general === null) return null;
    writePins(store, pins);
  }
  return record(store, 'unpinned', null, change);
}

/** None where the file cannot be read: it is replaced, or removed. */
function pinsNow(registry: Registry): Pins {
  try {
    return readPins(registry) ?? NO_PINS;
  } catch (error) {
    if (error instanceof PinError) return NO_PINS;
    throw error;
  }
}

const NO_PINS: Pins = { general: null, forConfigs: new Map() };

function writePins({ registry }: StoreLock, pins: Pins): void {
  const content = `${JSON.stringify(pinsDocument(pins))}\n`;
  if (Buffer.byteLength(content) >= MAX_PIN_BYTES) {
    throw new StoreRefusal('too many configs have pins of their own: unpin some of them first');
  }
  writeFile(registry, registry.pin, content);
}

/** The pin is made, or removed, by now: whoever reads the error has to know. */
async function record(
  store: StoreLock,
  event: 'pinned' | 'unpinned',
  version: string | null,
  change: Change,
): Promise<Decision> {
  try {
    return await recordChange(store, event, version, change);
  } catch (error) {
    const what = version === null ? 'the pin is removed' : `version ${version} is pinned`;
    const { message } = error as Error;
    throw new Error(`${what}, and that is not recorded: ${message}`, { cause: error });
  }
}

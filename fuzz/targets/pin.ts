import assert from 'node:assert/strict';
import { PinError, readPins } from '../../packages/fs-scanner/src/registry/read-pin.js';
import { registryAt } from '../../packages/fs-scanner/src/registry/registry.js';
import { type Pins, readAnyVersion } from '../core.js';
import type { Target } from '../target.js';
import { modelsFolderWith } from './models-folder.js';
import { assertPrintable } from './printable.js';

const folder = modelsFolderWith('pin.json');

export const pin: Target = {
  name: 'pin',
  words: ['"version":"1.4"', '"version":1.4', '"at":null', '"reason":"', '"__proto__"', '[', '{'],
  longest: 20_000,
  check(input) {
    const { modelsDir, write } = folder();
    write(input);
    const read = outcome(() => readPins(registryAt(modelsDir)));
    if (typeof read === 'string') return assertPrintable(read);
    assert.ok(read, 'a pin that is there never counts as none');
    const pins = [read.general, ...read.forConfigs.values()].filter((pin) => pin !== null);
    assert.ok(pins.length > 0 && pins.every(({ version }) => readAnyVersion(version)));
    assert.equal(JSON.parse(input.toString('utf8')).version, read.general?.version ?? null);
  },
};

function outcome(read: () => Pins | null): Pins | null | string {
  try {
    return read();
  } catch (error) {
    return messageOf(error);
  }
}

function messageOf(error: unknown): string {
  assert.ok(error instanceof PinError, String((error as Error).stack));
  return error.message;
}

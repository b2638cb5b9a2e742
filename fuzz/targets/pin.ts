import assert from 'node:assert/strict';
import { PinError, readPin } from '../../packages/fs-scanner/src/registry/read-pin.js';
import { registryAt } from '../../packages/fs-scanner/src/registry/registry.js';
import { isVersion, type Pin } from '../core.js';
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
    const read = outcome(() => readPin(registryAt(modelsDir)));
    if (typeof read === 'string') return assertPrintable(read);
    assert.ok(read && isVersion(read.version), 'a pin that is there never counts as none');
    assert.equal(JSON.parse(input.toString('utf8')).version, read.version);
  },
};

function outcome(read: () => Pin | null): Pin | null | string {
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

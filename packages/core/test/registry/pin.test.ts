import { expect, it } from 'vitest';
import { parsePins, pinFor, pinsDocument } from '../../src/index.js';

it.each([
  [{ version: '1.4', at: '2026-01-01T00:00:00.000Z', reason: 'calm', user: 'bot' }, 'the same'],
  [{ version: '1.4' }, { version: '1.4', at: null, reason: '', user: null }],
  [
    { version: '1.4', at: 5, reason: null, more: 1 },
    { version: '1.4', at: null, reason: '', user: null },
  ],
  [{ version: 1.4 }, null],
  [{ version: '01.4' }, null],
  [{}, null],
  [[], null],
  [null, null],
  ['1.4', null],
  [{ version: null }, null],
  [{ version: '1.4', for_configs: [{ config: '/a', version: 'x' }] }, null],
  [{ version: '1.4', for_configs: 1 }, null],
])('the general pin in %j', (value, expected) => {
  const pins = parsePins(value);
  expect(pins?.general ?? null).toEqual(expected === 'the same' ? value : expected);
});

it('a pin for one config holds for that one alone, and is written as it is read', () => {
  const pin = (version: string) => ({ version, at: null, reason: '', user: null });
  const pins = { general: pin('1.4'), forConfigs: new Map([['/a.yaml', pin('1.2')]]) };
  expect(parsePins(JSON.parse(JSON.stringify(pinsDocument(pins))))).toEqual(pins);
  expect(pinFor(pins, '/a.yaml')?.version).toBe('1.2');
  expect(pinFor(pins, '/b.yaml')?.version).toBe('1.4');
  expect(pinFor(pins, null)?.version).toBe('1.4');
  expect(pinFor({ ...pins, general: null }, '/b.yaml')).toBeNull();
});

it('without a pin for all the file says so', () => {
  const pin = { version: '1.2', at: null, reason: 'calm', user: 'bot' };
  expect(pinsDocument({ general: null, forConfigs: new Map([['/a.yaml', pin]]) })).toEqual({
    ...{ version: null, at: null, reason: '', user: null },
    for_configs: [{ config: '/a.yaml', ...pin }],
  });
  expect(pinsDocument({ general: pin, forConfigs: new Map() })).toEqual(pin);
});

it('a file that pins nothing is none, and one that pins for a config alone is one', () => {
  expect(parsePins({ version: null })).toBeNull();
  expect(parsePins({ version: null, for_configs: [] })).toBeNull();
  const alone = { version: null, for_configs: [{ config: '/a.yaml', version: '1.2' }] };
  const pin = { version: '1.2', at: null, reason: '', user: null };
  expect(parsePins(alone)).toEqual({ general: null, forConfigs: new Map([['/a.yaml', pin]]) });
  expect(parsePins({ version: '1.2' })).toEqual({ general: pin, forConfigs: new Map() });
});

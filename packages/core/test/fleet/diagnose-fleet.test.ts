import { describe, expect, it } from 'vitest';
import {
  diagnoseFleet,
  fleetStateDocument,
  instantOf,
  newFleetState,
  parseFleetState,
} from '../../src/index.js';

const URL = 's3://bucket/models';
const NOW = instantOf(new Date('2026-01-02T00:00:00Z'));
const STATE = newFleetState(URL, 'host-1');
const BOT = {
  url: URL,
  endpoint: null,
  region: null,
  pathStyle: false,
  profile: null,
  push: false,
};
const TRAINER = { ...BOT, push: true };

describe('what is to be looked at of a store', () => {
  it('names what waits to be pushed, where this machine pushes', () => {
    const state = { ...STATE, stored: ['1.0'] };
    expect(diagnoseFleet(TRAINER, state, ['1.0', '1.1'], NOW)).toEqual([
      { version: '1.1', problem: { kind: 'not-pushed', store: URL } },
    ]);
    expect(diagnoseFleet(TRAINER, null, [], NOW)).toEqual([]);
  });

  it.each([
    [null, true],
    ['2026-01-01T00:00:00Z', false],
    ['2025-12-31T23:59:59Z', true],
    ['nonsense', true],
  ])('a last pull at %j is an old one: %s', (lastPull, isOld) => {
    const problem = { kind: 'old-pull', store: URL, actual: lastPull };
    const expected = isOld ? [{ version: null, problem }] : [];
    expect(diagnoseFleet(BOT, { ...STATE, lastPull }, ['1.0'], NOW)).toEqual(expected);
  });
});

const PIN = { version: '1.0', at: '2026-01-01', user: 'ada on box', reason: '' };
const KNOWN = {
  ...STATE,
  ...{ journal: { number: 7, token: 'abc' }, pin: PIN, fleetPin: PIN },
  ...{ claims: { '1.1': 'abc' }, stored: ['1.0'] },
  refused: [{ version: '1.2', digest: 'abc', why: 'it is not safe', at: '2026-01-01' }],
};

it('of a store nothing is known at first', () => {
  expect(STATE).toEqual({
    ...{ store: URL, storeId: '', host: 'host-1', journal: null, lastPull: null },
    ...{ fleetPin: null, pin: null, retired: [], stored: [], claims: {}, refused: [] },
    proven: false,
  });
});

it('what is known of a store is read as it was written, and nothing else is', () => {
  expect(parseFleetState(JSON.parse(JSON.stringify(fleetStateDocument(KNOWN))))).toEqual(KNOWN);
  for (const other of [null, {}, []]) expect(parseFleetState(other)).toBeNull();
});

it.each([
  { host: '../x' },
  { host: 'x/..' },
  { journal: {} },
  { journal: { number: -1, token: 'abc' } },
  { refused: [{}] },
])('no state of a store holds %j', (changed) => {
  expect(parseFleetState({ ...fleetStateDocument(KNOWN), ...changed })).toBeNull();
});

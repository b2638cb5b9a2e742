import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { KeyMap } from '../src/config/keys.js';
import { CONFIG_KEYS } from '../src/config/schema.js';
import * as withLibrary from '../src/index.js';

type Core = typeof withLibrary;
let withOurs: Core;

// The same source twice: with zod itself, and with what the programs run in its place.
beforeAll(async () => {
  vi.resetModules();
  vi.doMock('zod/mini', () => import('../bundling/zod-mini.js'));
  withOurs = await import('../src/index.js');
});

afterAll(() => {
  vi.doUnmock('zod/mini');
  vi.resetModules();
});

const leaf = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, -1, 0, 0.5, 1, 2, 1e7, 2 ** 60, Number.NaN),
  fc.constantFrom('multi_symbol', 'off', 'Yes', 'higher', '1.10', '01.1', 'auc', '', '\0', '${A}'),
  fc.constantFrom('2026-01-31T12:00:00Z', '2026-02-30', 'a'.repeat(64), 'x'.repeat(1_001)),
);
const anything = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('auc', 'weight', 'metric', '__proto__', '', '${A}'), leaf),
  fc.constant(new Date(0)),
);

/** Maps of the config's keys, most of them with something wrong. */
function mapOf({ keys }: KeyMap): fc.Arbitrary<unknown> {
  const members = Object.entries(keys).map(([name, key]) => [
    name,
    key.map ? fc.oneof({ weight: 9, arbitrary: mapOf(key.map) }, leaf) : anything,
  ]);
  return fc.record({ ...Object.fromEntries(members), unknown: leaf }, { requiredKeys: [] });
}

/** A value with something in it replaced or taken away, now and then. */
function nearly(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== 'object' || value === null) return often(fc.constant(value));
  if (Array.isArray(value)) return often(fc.tuple(...value.map(nearly)));
  const members = Object.entries(value).map(([key, member]) => [key, nearly(member)]);
  return often(fc.record(Object.fromEntries(members)));
}
const often = (usual: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 24, arbitrary: usual }, { weight: 1, arbitrary: anything });

const time = '2026-01-31T12:00:00Z';
const run = { started: time, ended: time, action: 'killed', version: '1.1', reasons: ['so'] };
const STATE = {
  failures: { count: 1, at: time },
  symbols: [{ symbol: 'A', count: 2, at: time }],
  running: { started: time, pid: 1, version: '1.2', in_place: true },
  runs: [run, { ...run, action: 'promoted' }],
};
const ENTRY = {
  event: 'pinned',
  version: '1.1',
  at: time,
  reason: 'so',
  previous_version: null,
  selected_version: '1.1',
};
const pin = { version: '1.1', at: time, reason: '' };
const PINS = { ...pin, for_configs: [{ config: '/c.yaml', ...pin }] };
const fingerprint = { sha256: 'a'.repeat(64), size: 1 };

const READERS: [string, (core: Core, value: never) => unknown, fc.Arbitrary<unknown>][] = [
  ['a config', (core, value) => core.parseConfig(value), mapOf(CONFIG_KEYS)],
  ['a pin', (core, value) => core.parsePins(value), nearly(PINS)],
  ['a line of the journal', (core, value) => core.parseJournalEntry(value), nearly(ENTRY)],
  ["the scheduler's state", (core, value) => core.parseRetrainState(value), nearly(STATE)],
  [
    'recorded fingerprints',
    (core, value) => core.recordedFingerprints({ artifacts: value }),
    nearly({ model: fingerprint, scaler: fingerprint }),
  ],
];

it.each(READERS)('%s is read as by the library', (_, read, values) => {
  const [full, sample] = [50_000, 500];
  fc.assert(
    fc.property(values, (value) => {
      expect(read(withOurs, value as never)).toEqual(read(withLibrary, value as never));
    }),
    { numRuns: process.env.PROOFS === 'full' ? full : sample },
  );
});

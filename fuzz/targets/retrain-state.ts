import assert from 'node:assert/strict';
import { registryAt } from '../../packages/fs-scanner/src/registry/registry.js';
import { readRetrainState } from '../../packages/fs-store/src/records/retrain-state.js';
import {
  endRun,
  instantOf,
  leaveOut,
  NO_RETRAINS,
  type PastRun,
  parseRetrainState,
  plus,
  type RetrainState,
  retrainStateDocument,
} from '../core.js';
import type { Target } from '../target.js';
import { modelsFolderWith } from './models-folder.js';

const folder = modelsFolderWith('retrain.json');
const EPOCH = instantOf('1970-01-01');
const RUN: PastRun = {
  started: EPOCH,
  ended: plus(EPOCH, 1_000_000n),
  action: 'failed',
  version: '1.1',
  reasons: ['x'.repeat(1_000)],
};

export const retrainState: Target = {
  name: 'retrain-state',
  words: [
    '"failures":{"count":2,"at":"2026-01-01T00:00:00Z"}',
    '"symbols":[{"symbol":"BTCUSDT","count":1,"at":"2026-01-01"}]',
    '"queued_at":"2026-01-01"',
    '"queued":["BTCUSDT"]',
    '"running":{"started":"2026-01-01T00:00:00Z","pid":1,"version":"1.1"}',
    '"running":null',
    '"__proto__"',
    '1e3',
    '[',
    '{',
  ],
  longest: 65_536,
  check(input) {
    const { modelsDir, write } = folder();
    write(input);
    const { state, isBroken } = readRetrainState(registryAt(modelsDir));
    if (isBroken) assert.deepEqual(state, NO_RETRAINS);
    const kept = written(state);
    assert.deepEqual(written(kept), kept, 'what is written is read again');
    const ended = written(endRun(kept, RUN, RUN.ended));
    assert.equal(ended.running, null);
    assert.equal(ended.failures?.count, (kept.failures?.count ?? 0) + 1);
    assert.equal(ended.runs.at(-1)?.version, RUN.version);
    const symbols = [...kept.symbols.keys(), 'X'];
    written(leaveOut(kept, { symbols, queuedAt: new Map([['X', EPOCH]]) }, ['X'], EPOCH));
  },
};

function written(state: RetrainState): RetrainState {
  const read = parseRetrainState(JSON.parse(JSON.stringify(retrainStateDocument(state))));
  assert.ok(read, 'what is written can be read');
  return read;
}

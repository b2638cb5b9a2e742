import type { TrainFailure } from '@org/model-registry-core';
import { describe, expect, it } from 'vitest';
import { statusOfFailure } from '../src/index.js';

const interrupted = (signal: NodeJS.Signals): Exclude<TrainFailure, { kind: 'error' }> => ({
  kind: 'command',
  end: { kind: 'interrupted', signal },
});

describe('statusOfFailure', () => {
  it.each([
    [{ kind: 'version-taken' }, 1],
    [{ kind: 'misplaced' }, 4],
    [{ kind: 'unfit', problems: [], instead: null }, 4],
    [{ kind: 'overwritten', end: { kind: 'interrupted', signal: 'SIGINT' }, files: [] }, 4],
    [{ kind: 'command', end: { kind: 'exited', status: 1 } }, 4],
    [{ kind: 'command', end: { kind: 'timed-out', seconds: 1 } }, 4],
    [interrupted('SIGINT'), 130],
    [interrupted('SIGTERM'), 143],
    [interrupted('SIGHUP'), 129],
  ] as [Exclude<TrainFailure, { kind: 'error' }>, number][])('%j: %i', (failure, expected) => {
    expect(statusOfFailure(failure)).toBe(expected);
  });
});

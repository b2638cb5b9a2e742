import { UnfinishedPublicationError } from '@org/model-registry-fs-store';
import { describe, expect, it } from 'vitest';
import { failureSentence, statusOfFailure, type TrainFailure } from '../src/index.js';

const interrupted = (signal: NodeJS.Signals): Exclude<TrainFailure, { kind: 'error' }> => ({
  kind: 'command',
  end: { kind: 'interrupted', signal },
});

it.each([
  [{ kind: 'version-taken' }, 'version 1.4 is not published: the version was taken'],
  [{ kind: 'misplaced' }, 'version 1.4 is not published: the training command wrote into the'],
  [
    { kind: 'error', error: new Error('the disk is full') },
    'version 1.4 is not published: the disk',
  ],
  [
    { kind: 'error', error: new UnfinishedPublicationError('1.4', new Error('no journal')) },
    'version 1.4 is published, and not all is done: no journal',
  ],
] as [TrainFailure, string][])('failureSentence: %j', (failure, expected) => {
  expect(failureSentence('1.4', failure).startsWith(expected)).toBe(true);
});

describe('statusOfFailure', () => {
  it.each([
    [{ kind: 'version-taken' }, 1],
    [{ kind: 'misplaced' }, 4],
    [{ kind: 'unfit', problems: [] }, 4],
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

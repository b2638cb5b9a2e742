import { expect, it } from 'vitest';
import { failureSentence, type TrainFailure } from '../../src/index.js';

it.each([
  [{ kind: 'version-taken' }, 'version 1.4 is not published: the version was taken'],
  [{ kind: 'misplaced' }, 'version 1.4 is not published: the training command wrote into the'],
  [
    { kind: 'error', error: new Error('the disk is full'), isPublished: false },
    'version 1.4 is not published: the disk',
  ],
  [
    {
      kind: 'error',
      error: new Error('version 1.4 is published, and not all is done: no journal'),
      isPublished: true,
    },
    'version 1.4 is published, and not all is done: no journal',
  ],
] as [TrainFailure, string][])('failureSentence: %j', (failure, expected) => {
  expect(failureSentence('1.4', failure).startsWith(expected)).toBe(true);
});

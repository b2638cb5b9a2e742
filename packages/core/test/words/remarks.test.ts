import { describe, expect, it } from 'vitest';
import { type Decision, failureSentence, remarksOn, type TrainFailure } from '../../src/index.js';

/** A decision for which verification refused as many versions, the best first. */
function refusing(count: number): Decision {
  const refused = Array.from({ length: count }, (_, at) => ({
    model: { version: `1.${count - 1 - at}` },
    problems: [
      {
        kind: 'unsafe-artifact',
        artifact: 'model',
        grade: 'refused',
        finding: 'standard-library-import',
        detail: 'builtins.print',
        offset: 0,
        more: 0,
      },
    ],
  }));
  const scan = { found: true, location: '/models', models: [], ignored: [] };
  return { scan, refused, pin: null, selection: { chosen: null } } as unknown as Decision;
}

const refusal = (version: string) =>
  `version ${version} is refused by verification: Loading the model file is not safe`;

describe('what a person is told about refused versions', () => {
  it('each, the best first', () => {
    expect(remarksOn(refusing(3))).toEqual([
      ...['1.2', '1.1'].map(refusal),
      `${refusal('1.0')} (model-registry explain tells why)`,
    ]);
  });

  it('of many the best five, and how many more', () => {
    const remarks = remarksOn(refusing(7));
    expect(remarks.slice(0, 5)).toEqual(['1.6', '1.5', '1.4', '1.3', '1.2'].map(refusal));
    expect(remarks.slice(5)).toEqual(['and 2 more (model-registry explain tells why)']);
  });
});

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

import { describe, expect, it } from 'vitest';
import {
  assembleModel,
  type Decision,
  failureSentence,
  remarksOn,
  remarksOnFuture,
  type TrainFailure,
} from '../../src/index.js';
import { at } from '../fixtures.js';

const PATHS = { model: '/m', scaler: '/s', config: '/c' };
const NOW = at('2026-01-01T00:00:00Z');

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
    expect(remarksOn(refusing(3), NOW)).toEqual([
      ...['1.2', '1.1'].map(refusal),
      `${refusal('1.0')} (model-registry explain tells why)`,
    ]);
  });

  it('of many the best five, and how many more', () => {
    const remarks = remarksOn(refusing(7), NOW);
    expect(remarks.slice(0, 5)).toEqual(['1.6', '1.5', '1.4', '1.3', '1.2'].map(refusal));
    expect(remarks.slice(5)).toEqual(['and 2 more (model-registry explain tells why)']);
  });
});

describe('what a person is told about training ends in the future', () => {
  const scanOf = (...ends: string[]) => {
    const models = ends.map((training_end_timestamp, at) =>
      assembleModel(`1.${at}`, PATHS, JSON.stringify({ training_end_timestamp })),
    );
    return { found: true, location: '/models', models, ignored: [] };
  };

  it('more than 48 h ahead: the version, the value, what to do', () => {
    const scan = scanOf('2026-01-03', '2026-01-03T00:00:01', '2099-01-01');
    expect(remarksOnFuture(scan, NOW)).toEqual([
      'version 1.1: training_end_timestamp is in the future (2026-01-03T00:00:01) and counts as missing: correct it in the config file',
      'version 1.2: training_end_timestamp is in the future (2099-01-01) and counts as missing: correct it in the config file',
    ]);
  });

  it('of many the first five, and how many more', () => {
    const remarks = remarksOnFuture(scanOf(...Array(7).fill('2099-01-01')), NOW);
    expect(remarks).toHaveLength(6);
    expect(remarks[5]).toBe('and 2 more; model-registry doctor names them');
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

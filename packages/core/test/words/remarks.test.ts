import { describe, expect, it } from 'vitest';
import {
  assembleModel,
  type CommandEnd,
  DEFAULT_LAYOUT,
  type Decision,
  type Extras,
  failureSentence,
  type Remark,
  remarkOnFailure,
  remarkOnMarks,
  remarksOn,
  remarksOnExtras,
  remarksOnFuture,
  remarksOnNoModel,
  remarksOnRecovery,
  remarkText,
  type TrainFailure,
  warning,
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
  const selection = { chosen: null };
  return { scan, refused, warnings: [], pin: null, selection } as unknown as Decision;
}

const refusal = (version: string) =>
  `version ${version} is refused by verification: Loading the model file is not safe`;

describe('what a person is told about refused versions', () => {
  it('each, the best first', () => {
    expect(remarksOn(refusing(3), NOW).map(remarkText)).toEqual([
      ...['1.2', '1.1'].map(refusal),
      `${refusal('1.0')} (model-registry explain tells why)`,
    ]);
  });

  it('of many the best five, and how many more', () => {
    const remarks = remarksOn(refusing(7), NOW).map(remarkText);
    expect(remarks.slice(0, 5)).toEqual(['1.6', '1.5', '1.4', '1.3', '1.2'].map(refusal));
    expect(remarks.slice(5)).toEqual(['and 2 more (model-registry explain tells why)']);
  });
});

describe('what a person is told about training ends in the future', () => {
  const scanOf = (...ends: string[]) => {
    const models = ends.map((training_end_timestamp, at) =>
      assembleModel(DEFAULT_LAYOUT, `1.${at}`, PATHS, JSON.stringify({ training_end_timestamp })),
    );
    return { found: true, location: '/models', models, ignored: [] };
  };

  it('more than 48 h ahead: the version, the value, what to do', () => {
    const scan = scanOf('2026-01-03', '2026-01-03T00:00:01', '2099-01-01');
    expect(remarksOnFuture(scan, NOW)).toEqual([
      'version 1.1: training_end_timestamp is in the future (2026-01-03T00:00:01) and counts as missing: correct it in the config file, or the clock',
      'version 1.2: training_end_timestamp is in the future (2099-01-01) and counts as missing: correct it in the config file, or the clock',
    ]);
  });

  it('of many the first five, and how many more', () => {
    const remarks = remarksOnFuture(scanOf(...Array(7).fill('2099-01-01')), NOW);
    expect(remarks).toHaveLength(6);
    expect(remarks[5]).toBe('and 2 more; model-registry doctor names them');
  });
});

const command = (end: CommandEnd): TrainFailure => ({ kind: 'command', end });
const notStarted = (program: string, code: string) =>
  command({ kind: 'not-started', program, code });
const failed = (text: string, isPublished: boolean): TrainFailure => {
  return { kind: 'error', error: new Error(text), isPublished };
};

it.each<[TrainFailure, string]>([
  [{ kind: 'version-taken' }, 'the version was taken while it was trained'],
  [
    { kind: 'unfit', problems: [], instead: null },
    'the training command did not leave files that can be published',
  ],
  [
    { kind: 'misplaced' },
    'the training command wrote into the models directory, and not into {out}',
  ],
  [
    { kind: 'overwritten', end: { kind: 'exited', status: 0 }, files: [] },
    'the training command changed files of earlier models',
  ],
  [failed('the disk is full', false), 'the disk is full'],
  [command({ kind: 'exited', status: 3 }), 'the training command ended with exit status 3'],
  [command({ kind: 'killed', signal: 'SIGKILL' }), 'the training command was killed by SIGKILL'],
  [command({ kind: 'interrupted', signal: 'SIGINT' }), 'interrupted by SIGINT'],
  [command({ kind: 'timed-out', seconds: 60 }), 'the training command was ended after 60 s'],
  [
    notStarted('python9', 'ENOENT'),
    'the training command cannot be started (ENOENT): there is no program python9 in the PATH',
  ],
  [
    notStarted('./train.sh', 'ENOENT'),
    'the training command cannot be started (ENOENT): there is no program ./train.sh, or not the one that its first line names',
  ],
  [notStarted('train.sh', 'EACCES'), 'the training command cannot be started (EACCES): train.sh'],
  [
    notStarted('train.sh', 'E2BIG'),
    'the training command cannot be started (E2BIG): its words are too long; {symbols_file} names a file with the symbols, in place of {symbols}',
  ],
])('a training that failed: %j', (failure, why) => {
  expect(remarkOnFailure(failure)).toBe(why);
  expect(failureSentence('1.4', failure)).toBe(`version 1.4 is not published: ${why}`);
});

it('a training that failed after the publication: the version is not called unpublished', () => {
  const text = 'version 1.4 is published, and not all is done: no journal';
  expect(failureSentence('1.4', failed(text, true))).toBe(text);
  expect(failureSentence('1.4', { kind: 'version-taken' })).not.toBe(text);
});

describe('what a person is told about the pin, and about a directory without a model', () => {
  const scan = { found: true, location: '/models', models: [], ignored: [] };
  const rejected = [{ model: { version: '1.0' }, problems: [] }];
  const deciding = (facts: object) =>
    ({
      ...{ scan, refused: [], warnings: [], pin: null, unreadPin: null },
      ...{ selection: { chosen: null, rejected }, ...facts },
    }) as unknown as Decision;
  const pin = (version: string, by = 'command') => ({
    ...{ version, by },
    ...(by === 'config'
      ? { at: null, user: null }
      : { at: '2026-01-31T12:00:00.000Z', user: 'ann' }),
  });

  it.each<[string, object, Remark[]]>([
    ['nothing', {}, []],
    [
      'a directory that is not there',
      { scan: { ...scan, found: false } },
      [warning('there is no models directory at /models')],
    ],
    [
      'a pinned version that is turned down',
      { pin: pin('1.0') },
      [
        warning(
          'the pinned version 1.0 is turned down, and no other may be selected: pinned since 2026-01-31T12:00:00Z by ann, until model-registry unpin',
        ),
      ],
    ],
    [
      'a pinned version that is gone',
      { pin: pin('1.1') },
      [
        warning(
          'the pinned version 1.1 is not there, and no other may be selected: pinned since 2026-01-31T12:00:00Z by ann, until model-registry unpin',
        ),
      ],
    ],
    [
      'a pinned version that is in the archive',
      { pin: pin('1.1', 'config'), isPinArchived: true },
      [
        warning(
          'the pinned version 1.1 is in archive/, and no other may be selected: model-registry restore 1.1 brings it back; pinned by model.pin in the config file, until it is removed there',
        ),
      ],
    ],
    [
      'a pinned version that is selected',
      { pin: pin('1.0'), selection: { chosen: {} } },
      [
        'version 1.0 is pinned since 2026-01-31T12:00:00Z by ann: newer models are not selected, and no training is due, until model-registry unpin',
      ],
    ],
    [
      'a version that the config pins',
      { pin: pin('1.0', 'config'), selection: { chosen: {} } },
      [
        'version 1.0 is pinned by model.pin in the config file: newer models are not selected, and no training is due, until it is removed there',
      ],
    ],
    [
      'a library that the environment does not have',
      {
        selection: { chosen: { model: { version: '1.0' } } },
        warnings: [
          {
            kind: 'library-mismatch',
            difference: 'missing',
            library: 'xgboost',
            expected: null,
            actual: null,
            python: 'venv',
          },
        ],
      },
      [
        warning(
          'version 1.0: xgboost is missing where the model is loaded (no xgboost in venv); model-registry explain tells more',
        ),
      ],
    ],
    [
      'a pin that may not be read',
      { unreadPin: { kind: 'unreadable-folder', file: '/p', detail: 'EACCES' }, pin: pin('1.1') },
      [
        warning(
          'the pin in /p cannot be read (EACCES): decided as if no version were pinned, which may be wrong',
        ),
      ],
    ],
    [
      'live results that cannot be used',
      { unreadResults: { kind: 'results-unreadable', file: '/r', detail: 'line 3' } },
      [
        warning(
          'live results /r cannot be used (line 3): no version is turned down for them (model-registry doctor)',
        ),
      ],
    ],
  ])('%s', (_, facts, remarks) => {
    expect(remarksOn(deciding(facts), NOW)).toEqual(remarks);
  });

  it('no model: none at all, or none that is compatible', () => {
    expect(remarksOnNoModel({ ...scan, found: false })).toEqual([]);
    expect(remarksOnNoModel(scan)).toEqual(['no model versions in /models']);
    expect(
      remarksOnNoModel({ ...scan, models: [assembleModel(DEFAULT_LAYOUT, '1.0', PATHS, '{}')] }),
    ).toEqual(['no compatible model: model-registry explain tells why']);
  });

  it('no mark', () => {
    expect(remarkOnMarks('/models')).toBe(
      'no mark can be left beside /models or the config file: should its volume not be mounted one day, it will be taken for a new directory',
    );
  });
});

describe('what a person is told about the files beside the three', () => {
  const extras = {
    action: 'kept',
    folder: '/e/1.4',
    names: ['a', 'b/'],
    dropped: [],
    more: 0,
  } as const;

  it.each<[Extras | null, string[]]>([
    [null, []],
    [extras, ['beside the files of the version, kept in /e/1.4: a, b/']],
    [{ ...extras, action: 'left' }, ['beside the files of the version, left in /e/1.4: a, b/']],
    [
      { ...extras, names: ['\u0007'], dropped: ['link'], more: 3 },
      [
        'beside the files of the version, kept in /e/1.4: \\u0007, and 3 more',
        'not kept, since they are links or no regular files: link',
      ],
    ],
    [
      { ...extras, names: [], dropped: Array.from({ length: 12 }, (_, at) => `l${at}`) },
      [
        'not kept, since they are links or no regular files: l0, l1, l2, l3, l4, l5, l6, l7, l8, l9, and 2 more',
      ],
    ],
    [
      { ...extras, names: Array.from({ length: 10 }, (_, at) => `${at}`) },
      ['beside the files of the version, kept in /e/1.4: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9'],
    ],
    [
      { ...extras, names: Array.from({ length: 12 }, (_, at) => `${at}`), more: 3 },
      ['beside the files of the version, kept in /e/1.4: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, and 5 more'],
    ],
    [
      { ...extras, names: ['x'.repeat(60)] },
      [`beside the files of the version, kept in /e/1.4: ${'x'.repeat(60)}`],
    ],
    [
      { ...extras, names: ['x'.repeat(61)] },
      [`beside the files of the version, kept in /e/1.4: ${'x'.repeat(60)}…`],
    ],
  ])('%j', (found, remarks) => {
    expect(remarksOnExtras(found)).toEqual(remarks);
  });
});

it('what a run did about what killed ones left', () => {
  expect(
    remarksOnRecovery({
      publications: [
        { version: '1.1', action: 'published' },
        { version: '1.2', action: 'withdrawn', problems: [] },
        { version: '1.3', action: 'taken-back', folder: '/s/run-a' },
      ],
      removed: ['/s/run-b'],
      kept: [{ folder: "/s/it's", versions: ['1.4', '1.5'] }],
      stuck: [{ path: '/s/run-c', cause: new Error('EACCES') }],
    }),
  ).toEqual([
    'version 1.1, whose publication was interrupted, is published now',
    'version 1.2, whose publication was interrupted, could not be published',
    'version 1.3, which a training had left where models are live and nobody has judged, was taken back: its files are in /s/run-a',
    'removed what earlier runs left: /s/run-b',
    `/s/it's holds 1.4, 1.5, finished and not published: model-registry publish '/s/it'\\''s', or delete it`,
    '/s/run-c cannot be removed: EACCES',
  ]);
});

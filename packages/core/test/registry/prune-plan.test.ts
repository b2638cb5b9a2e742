import { expect, it } from 'vitest';
import { assembleModel, DEFAULT_LAYOUT, planDeletion, planPrune } from '../../src/index.js';
import { modelOf } from '../fixtures.js';

const MODELS = ['1.0', '1.1', '1.2', '1.10'].map((version) => modelOf(version, {}));
const NONE = {
  trainingMode: 'single_symbol' as const,
  selected: null,
  pinned: null,
  liveBefore: [],
  symlinked: new Set<string>(),
  byOthers: new Map<string, string>(),
  unreadable: null,
  refused: new Set<string>(),
};

const archived = (keep: number, protection: object, models = MODELS) =>
  planPrune(models, keep, { ...NONE, ...protection })
    .filter(({ action }) => action === 'archive')
    .map(({ version }) => version);

it.each([
  ['the newest stay', 2, {}, ['1.0', '1.1']],
  ['all are among the newest', 9, {}, []],
  ['none has to stay', 0, {}, ['1.0', '1.1', '1.2', '1.10']],
  ['the selected one stays', 0, { selected: '1.0' }, ['1.1', '1.2', '1.10']],
  ['the pinned one stays', 1, { pinned: '1.1' }, ['1.0', '1.2']],
  ['the one before stays', 1, { selected: '1.10', liveBefore: ['1.0'] }, ['1.1', '1.2']],
  ['a linked one stays', 1, { symlinked: new Set(['1.1']) }, ['1.0', '1.2']],
  [
    'one that verification refuses stays and is none of the newest',
    2,
    { refused: new Set(['1.10']) },
    ['1.0'],
  ],
  ['a protected one that is gone', 3, { pinned: '0.1' }, ['1.0']],
])('%s', (_, keep, protection, expected) => {
  expect(archived(keep, protection)).toEqual(expected);
});

it('what is not complete is left alone, and is none of those that stay', () => {
  const torn = assembleModel(
    DEFAULT_LAYOUT,
    '1.11',
    { model: '/models/meta_model_v1.11.joblib' },
    '',
  );
  expect(archived(1, {}, [...MODELS, torn])).toEqual(['1.0', '1.1', '1.2']);
});

it('nor is one whose metadata cannot be read', () => {
  const paths = { model: '/m/model', scaler: '/m/scaler', config: '/m/config' };
  const cutOff = assembleModel(DEFAULT_LAYOUT, '1.11', paths, '{"training_mode": ');
  expect(archived(1, {}, [...MODELS, cutOff])).toEqual(['1.0', '1.1', '1.2']);
});

it('of another training mode the newest finished one stays: its bot may only read', () => {
  const mode = (training_mode: string) => ({ training_mode });
  const models = [
    modelOf('1.0', {}),
    modelOf('1.1', { training_mode: undefined }),
    modelOf('2.0', mode('multi_symbol')),
    modelOf('2.1', mode('multi_symbol')),
    modelOf('2.2', mode('something')),
  ];
  expect(planPrune(models, 0, NONE)).toEqual([
    { version: '1.0', action: 'archive' },
    { version: '1.1', action: 'archive' },
    { version: '2.0', action: 'archive' },
    { version: '2.1', action: 'keep', reason: 'training-mode' },
    { version: '2.2', action: 'archive' },
  ]);
  expect(archived(0, { trainingMode: 'multi_symbol' }, models)).toEqual([
    '1.0',
    '2.0',
    '2.1',
    '2.2',
  ]);
});

it('tells the strongest reason for which a version stays', () => {
  const symlinked = new Set(['1.2', '1.10']);
  const protection = {
    ...NONE,
    ...{ selected: '1.10', pinned: '1.10', liveBefore: ['1.2'], symlinked },
  };
  expect(planPrune(MODELS, 2, protection)).toEqual([
    { version: '1.0', action: 'archive' },
    { version: '1.1', action: 'archive' },
    { version: '1.2', action: 'keep', reason: 'newest' },
    { version: '1.10', action: 'keep', reason: 'selected' },
  ]);
});

it('what another config needs stays, and everything while one cannot be read', () => {
  const byOthers = new Map([['1.0', '/other.yaml']]);
  expect(planPrune(MODELS, 2, { ...NONE, byOthers })).toEqual([
    { version: '1.0', action: 'keep', reason: 'other-config', config: '/other.yaml' },
    { version: '1.1', action: 'archive' },
    { version: '1.2', action: 'keep', reason: 'newest' },
    { version: '1.10', action: 'keep', reason: 'newest' },
  ]);
  const unreadable = '/secret.yaml';
  expect(planPrune(MODELS, 3, { ...NONE, byOthers, unreadable })[0]).toMatchObject({
    reason: 'other-config',
  });
  expect(planPrune(MODELS, 3, { ...NONE, unreadable })[0]).toEqual({
    version: '1.0',
    action: 'keep',
    reason: 'config-unreadable',
    config: unreadable,
  });
});

it.each([
  ['the newest stay in the archive', 1, {}, ['0.1', '0.2']],
  ['none has to stay there', 0, {}, ['0.1', '0.2', '0.3']],
  ['what is pinned by the config stays', 0, { pinned: '0.2' }, ['0.1', '0.3']],
  ['what a rollback goes back to stays', 1, { liveBefore: ['0.1'] }, ['0.2']],
  ['what a symlink leads to stays', 1, { symlinked: new Set(['0.1']) }, ['0.2']],
  ['what another config pins stays', 1, { byOthers: new Map([['0.2', '/b.yaml']]) }, ['0.1']],
  ['nothing goes where another config cannot be read', 0, { unreadable: '/b.yaml' }, []],
])('%s', (_, keep, needed, expected) => {
  const deleted = planDeletion(['0.1', '0.2', '0.3'], keep, { ...NONE, ...needed })
    .filter(({ action }) => action === 'delete')
    .map(({ version }) => version);
  expect(deleted).toEqual(expected);
});

it('in the archive all but the newest and the needed are deleted', () => {
  const versions = ['1.0', '1.1', '1.2', '1.3'];
  expect(planDeletion(versions, 1, { ...NONE, pinned: '1.0', liveBefore: ['1.1'] })).toEqual([
    { version: '1.0', action: 'keep', reason: 'pinned' },
    { version: '1.1', action: 'keep', reason: 'live-before' },
    { version: '1.2', action: 'delete' },
    { version: '1.3', action: 'keep', reason: 'newest' },
  ]);
});

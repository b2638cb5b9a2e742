import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareVersions,
  planTraining,
  readAnyVersion,
  type TrainingRequest,
} from '../../src/index.js';
import { at } from '../fixtures.js';

function plan(request: Partial<TrainingRequest>, ...taken: string[]) {
  return planTraining({
    selected: null,
    forceTrain: false,
    requested: null,
    configured: null,
    scheme: 'major.minor',
    now: at('2026-11-30T10:15:20Z'),
    isTaken: (version) => taken.includes(version),
    isClaimed: () => false,
    ...request,
  });
}

const forced = { selected: '1.0', forceTrain: true };

describe('planTraining', () => {
  it.each([
    ['a model is there', { selected: '1.0' }, [], 'skip', '1.0', 'model-found'],
    [
      'a version alone does not force',
      { selected: '1.0', requested: '2.0' },
      [],
      'skip',
      '1.0',
      'model-found',
    ],
    [
      'not even one that is taken',
      { selected: '1.0', requested: '1.0' },
      ['1.0'],
      'skip',
      '1.0',
      'model-found',
    ],
    ['forced', forced, ['1.0'], 'train', '1.1', 'forced'],
    ['forced, the next is taken', forced, ['1.0', '1.1', '1.2'], 'train', '1.3', 'forced'],
    ['forced from 1.9', { ...forced, selected: '1.9' }, [], 'train', '1.10', 'forced'],
    ['forced with a version', { ...forced, requested: '2.0' }, [], 'train', '2.0', 'requested'],
    [
      'forced with a lower version',
      { ...forced, requested: '0.1' },
      [],
      'train',
      '0.1',
      'requested',
    ],
    [
      'forced with a taken one',
      { ...forced, requested: '2.0' },
      ['2.0'],
      'refuse',
      '2.0',
      'version-taken',
    ],
    ['no model', {}, [], 'train', '1.0', 'no-model'],
    ['no model, forced', { forceTrain: true }, [], 'train', '1.0', 'no-model'],
    ['no model, another first version', { configured: '3.0' }, [], 'train', '3.0', 'no-model'],
    ['no model, the first version is taken', {}, ['1.0', '1.1'], 'train', '1.2', 'no-model'],
    ['no model, with a version', { requested: '2.0' }, [], 'train', '2.0', 'requested'],
    ['no model, with a taken one', { requested: '2.0' }, ['2.0'], 'refuse', '2.0', 'version-taken'],
    [
      'no model, with a claimed one',
      { requested: '2.0', isClaimed: () => true },
      [],
      'refuse',
      '2.0',
      'version-claimed',
    ],
    [
      'with one that is claimed, and taken here',
      { requested: '2.0', isClaimed: () => true },
      ['2.0'],
      'refuse',
      '2.0',
      'version-taken',
    ],
    [
      'no model, the first is taken, the next claimed',
      { isClaimed: (version: string) => version === '1.1' },
      ['1.0'],
      'train',
      '1.2',
      'no-model',
    ],
    ['integers', { ...forced, scheme: 'integer', selected: '9' }, ['10'], 'train', '11', 'forced'],
    ['the first integer', { scheme: 'integer' }, ['1'], 'train', '2', 'no-model'],
    [
      'times',
      { ...forced, scheme: 'timestamp', selected: '20251204' },
      ['20261130', '20261130_101520'],
      'train',
      '20261130_101521',
      'forced',
    ],
    ['the last minor', { ...forced, selected: '1.999999999' }, [], 'train', '2.0', 'forced'],
    [
      'no version is left',
      { ...forced, selected: '999999999.999999999' },
      [],
      'refuse',
      '999999999.999999999',
      'versions-exhausted',
    ],
  ] as const)('%s', (_, request, taken, action, version, reason) => {
    expect(plan(request, ...taken)).toEqual({ action, version, reason });
  });

  it('derives a version that is free and above the selected one', () => {
    const version = fc.tuple(fc.nat(3), fc.nat(5)).map(([major, minor]) => `${major}.${minor}`);
    fc.assert(
      fc.property(version, fc.array(version), (selected, taken) => {
        const derived = plan({ selected, forceTrain: true }, ...taken);
        const [next, current] = [readAnyVersion(derived.version), readAnyVersion(selected)];
        expect(derived.action).toBe('train');
        expect(taken).not.toContain(derived.version);
        expect(next && current && compareVersions(next, current)).toBeGreaterThan(0);
      }),
    );
  });

  it('refuses where all that are left are taken', () => {
    const last = { ...forced, selected: '999999999.999999990', isTaken: () => true };
    expect(plan(last)).toMatchObject({ action: 'refuse', reason: 'versions-exhausted' });
  });

  it('refuses a version of another scheme', () => {
    expect(() => plan({ requested: '7' })).toThrow('not a version: "7"');
  });

  it('refuses a selected version that is none', () => {
    expect(() => plan({ selected: 'latest', forceTrain: true })).toThrow('not a version: "latest"');
  });
});

import { describe, expect, it } from 'vitest';
import {
  choiceOf,
  type Decision,
  type DiscoveredModel,
  reasonFor,
  select,
} from '../../src/index.js';
import { at, modelOf, requirementsOf } from '../fixtures.js';

const decision = (
  models: readonly DiscoveredModel[],
  config: object = {},
  pinned: string | null = null,
): Decision => {
  const requirements = requirementsOf(config);
  const selection = select(models, requirements, at('2026-01-01T00:00:00Z'));
  const pin =
    pinned === null ? null : { version: pinned, by: 'command' as const, at: null, user: null };
  const scan = { models, ignored: [], location: 'models', found: true };
  return {
    scan,
    pin,
    unreadPin: null,
    isPinArchived: false,
    standings: new Map(),
    turnedDown: new Map(),
    unreadResults: null,
    requirements,
    selection,
    refused: [],
    warnings: [],
  };
};

const [one, two] = [modelOf('1.0', {}), modelOf('1.1', {})];
const single = modelOf('1.1', { training_mode: 'multi_symbol' });

describe('why another model is selected than before', () => {
  it.each([
    ['pin-changed', decision([one]), decision([one], {}, '1.0')],
    ['pin-changed', decision([one], {}, '1.0'), decision([one, two], {}, '1.1')],
    ['pin-changed', decision([one], {}, '1.0'), decision([one, two])],
    [
      'config-changed',
      decision([one]),
      decision([one], { model: { selection: { max_age_days: 9 } } }),
    ],
    ['better-model', decision([]), decision([one])],
    ['better-model', decision([one]), decision([one, two])],
    ['files-changed', decision([one]), decision([one])],
    ['model-gone', decision([one, two]), decision([one])],
    ['model-gone', decision([one, two]), decision([one, { ...two, exists: false }])],
    ['model-turned-down', decision([one, two]), decision([one, single])],
  ])('%s', (reason, before, after) => {
    expect(reasonFor(choiceOf(before), after)).toBe(reason);
  });
});

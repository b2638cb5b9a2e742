import { describe, expect, it } from 'vitest';
import { misplacedKeys } from '../../src/config/misplaced-keys.js';

describe('misplacedKeys', () => {
  it.each([
    [{ model: { pinn: '1.4' } }, 'model.pinn', 'model.pin'],
    [{ model: { traning_mode: 'multi_symbol' } }, 'model.traning_mode', 'model.training_mode'],
    [{ model: { max_age_days: 3 } }, 'model.max_age_days', 'model.selection.max_age_days'],
    [{ models: { training_mode: 'multi_symbol' } }, 'models', 'model'],
    [{ selection: { max_age_days: 3 } }, 'selection', 'model.selection'],
    [{ model_rotation: {} }, 'model_rotation', 'operations.model_rotation'],
    [
      { operations: { model_rotaton: {} } },
      'operations.model_rotaton',
      'operations.model_rotation',
    ],
    [{ trading: { symbol: ['A'] } }, 'trading.symbol', 'trading.symbols'],
    [{ trading: { pin: '1.0' } }, 'trading.pin', 'model.pin'],
  ])('%j', (value, key, expected) => {
    expect(misplacedKeys(value)).toEqual([{ key, expected }]);
  });

  it.each([
    [null],
    [[]],
    [{ mode: 'live', training: {}, version: '2', path: 'x', enabled: true }],
    [{ model: {}, models: { training_mode: 'multi_symbol' } }],
    [{ trading: { symbol: 'BTCUSDT', leverage: 2 }, risk: { pinn: 1 } }],
  ])('nothing: %j', (value) => {
    expect(misplacedKeys(value)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { namesText, remarksOnAppeared, remarksOnRemoved, unfitText } from '../../src/index.js';

describe('a file that is missing', () => {
  const problem = { kind: 'missing-file', artifact: 'scaler' } as const;
  const expected = { scaler: 'feature_scaler_v1.4.joblib', config: 'model_config_v1.4.json' };

  it.each([
    [{ names: [], more: 0 }, 'no such file, and no other'],
    [{ names: ['scaler.pkl'], more: 0 }, 'no such file, but: scaler.pkl'],
    [{ names: ['a', 'b'], more: 0 }, 'no such file, but: a, b'],
    [{ names: ['a', 'b'], more: 9 }, 'no such file, but: a, b, and 9 more'],
    [{ names: ['\u001b[2J.pkl'], more: 0 }, 'no such file, but: \\u001b[2J.pkl'],
  ])('%j', (names, actual) => {
    const text = unfitText(problem, { expected, ...names });
    expect(text).toMatchObject({ expected: 'feature_scaler_v1.4.joblib', actual });
  });

  it('is as ever where nothing is known of others', () => {
    expect(unfitText(problem, null).actual).toBe('no scaler file');
  });
});

it('long names are cut', () => {
  expect(namesText({ names: ['x'.repeat(200)], more: 1 })).toBe(`${'x'.repeat(60)}…, and 1 more`);
});

it('remarksOnAppeared says what a command needs that writes there', () => {
  const none = { names: [], more: 0 };
  expect(remarksOnAppeared(none, '/m', '--in-place')).toEqual([]);
  expect(remarksOnAppeared({ names: ['a.pkl'], more: 0 }, '/m', 'in_place: true')).toEqual([
    'while the command ran, files came into /m: a.pkl',
    'if it wrote them: a command that writes there needs in_place: true; else have it write into {out}',
  ]);
});

it('remarksOnRemoved names what is gone', () => {
  expect(remarksOnRemoved({ names: [], more: 0 })).toEqual([]);
  expect(remarksOnRemoved({ names: ['a.pkl'], more: 2 })).toEqual([
    'removed with {out}, since no version is whole there: a.pkl, and 2 more',
  ]);
});

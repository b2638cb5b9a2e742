import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMembers } from '../src/index.js';

describe('addMembers', () => {
  it.each([
    ['{}', '{"b": 1}'],
    ['{"a": 1}', '{"a": 1, "b": 1}'],
    ['{"a":{"x":[]}}\n', '{"a":{"x":[]}, "b": 1}\n'],
    ['{\n  "a": 1\n}', '{\n  "a": 1,\n  "b": 1\n}'],
    ['{\n\t"a": 1\n}\n', '{\n\t"a": 1,\n\t"b": 1\n}\n'],
    ['{\r\n  "a": 1\r\n}\r\n', '{\r\n  "a": 1,\r\n  "b": 1\r\n}\r\n'],
    ['{"a": 1\n\n }', '{"a": 1, "b": 1\n\n }'],
    ['\ufeff{"a": NaN}', '\ufeff{"a": NaN, "b": 1}'],
    ['{"a": 9007199254740993}', '{"a": 9007199254740993, "b": 1}'],
    ['{"a": 1, "a": 2}', '{"a": 1, "a": 2, "b": 1}'],
  ])('%j', (text, expected) => {
    expect(addMembers(text, { b: 1 })).toBe(expected);
  });

  it('adds several, on a line each where the file has lines', () => {
    const added = addMembers('{\n "a": 1\n}', { b: [1, 'x'], c: null });
    expect(added).toBe('{\n "a": 1,\n "b": [1,"x"],\n "c": null\n}');
  });

  it('changes nothing else, for every object and indentation', () => {
    const object = fc
      .dictionary(fc.string(), fc.jsonValue())
      .filter((o) => !Object.hasOwn(o, 'new'));
    fc.assert(
      fc.property(object, fc.constantFrom(0, 1, 4), (before, indent) => {
        const text = JSON.stringify(before, null, indent);
        const after = JSON.parse(addMembers(text, { new: 'value' }));
        expect(after).toEqual({ ...JSON.parse(text), new: 'value' });
      }),
    );
  });
});

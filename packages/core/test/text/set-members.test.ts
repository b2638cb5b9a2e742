import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restampVersion, setMembers } from '../../src/index.js';

describe('setMembers', () => {
  it.each([
    ['{}', '{"b": 1}'],
    ['{ }', '{"b": 1 }'],
    ['{"a":{"x":[]}}\n', '{"a":{"x":[]}, "b": 1}\n'],
    ['{\n  "a": 1\n}', '{\n  "a": 1,\n  "b": 1\n}'],
    ['{\n\t"a": 1\n}\n', '{\n\t"a": 1,\n\t"b": 1\n}\n'],
    ['{\r\n  "a": 1\r\n}\r\n', '{\r\n  "a": 1,\r\n  "b": 1\r\n}\r\n'],
    ['{"a": 1\n\n }', '{"a": 1, "b": 1\n\n }'],
    ['\ufeff{"a": NaN}', '\ufeff{"a": NaN, "b": 1}'],
    ['{"a": 1, "a": 2}', '{"a": 1, "a": 2, "b": 1}'],
    ['{"b": 2}', '{"b": 1}'],
    ['{"b": {"b": [2, {"b": 3}]}, "a": 1}', '{"b": 1, "a": 1}'],
    ['{"a": {"b": 2}}', '{"a": {"b": 2}, "b": 1}'],
    ['{"a": "b", "c": ["b", 1]}', '{"a": "b", "c": ["b", 1], "b": 1}'],
    ['\ufeff{"b" : NaN , "a": -Infinity}', '\ufeff{"b" : 1 , "a": -Infinity}'],
    ['{"a": 9007199254740993, "b": 1e400}\n', '{"a": 9007199254740993, "b": 1}\n'],
    ['{"a": 1, "a": 2, "b": 3, "b": 4}', '{"a": 1, "a": 2, "b": 3, "b": 1}'],
    ['{"\\u0062": 2}', '{"\\u0062": 1}'],
    ['{"a\\"b": "}\\\\", "b": "\\",{"}', '{"a\\"b": "}\\\\", "b": 1}'],
    ['{\n  "b": [\n    2\n  ],\n  "a": 1\n}\n', '{\n  "b": 1,\n  "a": 1\n}\n'],
  ])('%j', (text, expected) => {
    expect(setMembers(text, { b: 1 })).toBe(expected);
  });

  it('sets several, in whatever order they stand', () => {
    const set = setMembers('{"z": 1, "y": 2}', { y: { x: 1 }, new: null, z: [] });
    expect(set).toBe('{"z": [], "y": {"x":1}, "new": null}');
  });

  it('adds several, on a line each where the file has lines', () => {
    const added = setMembers('{\n "a": 1\n}', { b: [1, 'x'], c: null });
    expect(added).toBe('{\n "a": 1,\n "b": [1,"x"],\n "c": null\n}');
  });

  it('sets what it says and nothing else, for every object and indentation', () => {
    const key = fc.oneof(fc.string(), fc.constantFrom('a', 'b', '__proto__'));
    const object = fc.dictionary(key, fc.jsonValue());
    fc.assert(
      fc.property(object, object, fc.constantFrom(0, 1, 4), (before, members, indent) => {
        const text = JSON.stringify(before, null, indent);
        const entries = [...Object.entries(JSON.parse(text)), ...Object.entries(members)];
        const expected = JSON.parse(JSON.stringify(Object.fromEntries(entries)));
        expect(JSON.parse(setMembers(text, members))).toEqual(expected);
      }),
    );
  });

  it('setting a value twice is the same as once', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (before, value) => {
        const once = setMembers(JSON.stringify(before), { b: value });
        expect(setMembers(once, { b: value })).toBe(once);
      }),
    );
  });
});

describe('restampVersion keeps the old value to the byte', () => {
  it.each([
    ['{"version": "BTC_7"}', '{"version": "1.4", "version_before": "BTC_7"}'],
    ['{"version": 1.10}', '{"version": "1.4", "version_before": 1.10}'],
    ['{"version": NaN, "a": 1}', '{"version": "1.4", "a": 1, "version_before": NaN}'],
    ['{"version": null}', '{"version": "1.4", "version_before": null}'],
    [
      '{"version": {"a": [1, 2]}, "b": 1}',
      '{"version": "1.4", "b": 1, "version_before": {"a": [1, 2]}}',
    ],
    [
      '{\n  "version_before": 1,\n  "version": 2\n}',
      '{\n  "version_before": 2,\n  "version": "1.4"\n}',
    ],
    ['{"version": 1, "version": 2}', '{"version": 1, "version": "1.4", "version_before": 2}'],
    ['{"a": 1}', '{"a": 1, "version": "1.4"}'],
  ])('%j', (text, expected) => {
    expect(restampVersion(text, '1.4')).toBe(expected);
  });
});

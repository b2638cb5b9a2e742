import { expect, it } from 'vitest';
import {
  type ConfigUse,
  configUsesDocument,
  instantOf,
  isStillUsed,
  leftWithoutModel,
  noteUse,
  parseConfigUses,
} from '../../src/index.js';

const use = (config: string, lastUsed = '2026-01-01T00:00:00Z', isDirNamed = false): ConfigUse => ({
  config,
  workingDirectory: '/srv/bot',
  isDirNamed,
  lastUsed: instantOf(lastUsed),
});

it('reads back what it writes, and leaves out what is no entry', () => {
  const uses = [use('/a.yaml'), use('/b.yaml', '2026-01-02T00:00:00Z', true)];
  const document = JSON.parse(JSON.stringify(configUsesDocument(uses)));
  expect(parseConfigUses(document)).toEqual(uses);
  const hostile = [
    1,
    {},
    { ...document[0], config: 'relative' },
    { ...document[0], config: '/\0' },
  ];
  expect(parseConfigUses([...hostile, document[1]])).toEqual([uses[1]]);
  expect(parseConfigUses({})).toEqual([]);
  expect(parseConfigUses(Array.from({ length: 100 }, () => document[0]))).toHaveLength(64);
});

it('notes a use once a day, the last one first, and forgets the oldest of more than 64', () => {
  const first = noteUse([], use('/a.yaml')) as ConfigUse[];
  expect(noteUse(first, use('/a.yaml', '2026-01-01T23:00:00Z'))).toBeNull();
  expect(noteUse(first, use('/a.yaml', '2026-01-02T00:00:00Z'))).toHaveLength(1);
  expect(noteUse(first, use('/a.yaml', '2026-01-01T01:00:00Z', true))).toHaveLength(1);
  const many = Array.from({ length: 64 }, (_, at) => use(`/${at}.yaml`));
  const noted = noteUse(many, use('/new.yaml')) as ConfigUse[];
  expect(noted).toHaveLength(64);
  expect([noted[0]?.config, noted.at(-1)?.config]).toEqual(['/new.yaml', '/62.yaml']);
});

it('a config that cannot be read is reckoned with for 30 days', () => {
  expect(isStillUsed(use('/a.yaml'), instantOf('2026-01-31T00:00:00Z'))).toBe(true);
  expect(isStillUsed(use('/a.yaml'), instantOf('2026-01-31T00:00:01Z'))).toBe(false);
});

it.each([
  ['1.0', null, true],
  ['1.0', '2.0', false],
  [null, null, false],
])(
  'a config that selects %s, and %s with the pin: left without a model is %s',
  (before, after, is) => {
    const effect = { config: '/a.yaml', before, after, problems: [] };
    expect(leftWithoutModel([effect])).toEqual(is ? [effect] : []);
  },
);

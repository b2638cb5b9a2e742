import { parseConfig } from '@org/model-registry-core';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { configSchema as coresSchema } from '../../core/src/config/config-schema.js';
import { configSchema, schemaFiles } from '../src/index.js';

const accepts = new Ajv({ allowUnionTypes: true, strictTuples: false }).compile(
  schemaFiles()['config.json'] ?? {},
);

/** What all three say to a config: the registry itself, the schema, and the schema of editors. */
function verdicts(config: unknown) {
  return {
    registry: parseConfig(config).ok,
    schema: configSchema.safeParse(config).success,
    editor: accepts(config),
  };
}
const ACCEPTED = { registry: true, schema: true, editor: true };
const REFUSED = { registry: false, schema: false, editor: false };

const KEYS = keysOf(coresSchema);
const VALUES = [
  ...[null, true, false, 0, -0.5, 0.5, 1, 1.5, -1, 1000, Number.NaN, Number.POSITIVE_INFINITY],
  ...['', 'x', 'yes', 'Off', 'ON', 'nope', 'true', '1', '90', '1.0', '1.10', '01.0', '1.0.1'],
  ...['single_symbol', 'multi_symbol', 'one_hot', 'index', 'metadata', 'mtime', 'a\nb'],
  ...['off', 'checksum', 'inspect', 'strict', '1.10\n', '${X}', 'a\n${X}', '$X', '{X}', '$ {'],
  ...[[], ['x'], ['x', 1], ['x', null], [''], ['${X}'], ['x', 'x'], [['x']]],
  ...[{}, { x: 0.5 }, { x: 'y' }, { x: null }, { '': 1 }, { '${X}': 1 }, { x: '${X}' }],
  ...[{ metric: 'auc' }, { metric: 'auc', weight: null }, { metric: 'auc', weight: -1 }],
  ...[{ metric: '' }, { weight: 1 }, { metric: 'auc', wight: 1 }],
];

it('the schema has the keys that the registry reads, and no other', () => {
  expect(keysOf(configSchema)).toEqual(KEYS);
  expect(KEYS).toContain('operations.model_rotation.metric_names');
});

describe.each(KEYS)('%s', (key) => {
  it('takes what the registry takes, and nothing else', () => {
    const differing = VALUES.filter((value) => {
      const { registry, schema, editor } = verdicts(configWith(key, value));
      return registry !== schema || registry !== editor;
    });
    expect(differing).toEqual([]);
  });
});

it('the defaults that an editor shows are the ones that hold', () => {
  const defaults = defaultsOf(schemaFiles()['config.json'] ?? {});
  expect(defaults).toMatchObject({ model: { selection: { verify: 'inspect' } } });
  expect(parseConfig(defaults)).toEqual(parseConfig({}));
});

it.each([
  ['nothing', {}],
  ['keys of the bot', { exchange: { key: '${KEY}' }, model: { layers: 3 }, trading: { fee: 1 } }],
  ['a coverage of symbols', coverage(0.8, ['BTCUSDT'])],
  ['no coverage', coverage(null, null)],
])('%s is no error', (_, config) => expect(verdicts(config)).toEqual(ACCEPTED));

it.each([
  ['a list', []],
  ['a word', 'model'],
  ['a coverage of no symbols', coverage(0.8, [])],
  ['a coverage of unnamed symbols', coverage(0, undefined)],
  ['a coverage of nothing', { model: { selection: { min_symbol_coverage: 1 } } }],
  ['an unknown key of selection', { model: { selection: { max_age: 3 } } }],
  ['an unknown key of rotation', { operations: { model_rotation: { retrain_days: 3 } } }],
])('%s is an error', (_, config) => expect(verdicts(config)).toEqual(REFUSED));

function coverage(share: unknown, symbols: unknown) {
  return { model: { selection: { min_symbol_coverage: share } }, trading: { symbols } };
}

/** A config that has this value at this key, and all that the key needs. */
function configWith(key: string, value: unknown): unknown {
  const config: Record<string, unknown> = { trading: { symbols: ['BTCUSDT'] } };
  const names = key.split('.');
  const last = names.pop() as string;
  let at = config;
  for (const name of names) {
    at[name] = name === 'performance' ? { metric: 'auc' } : { ...(at[name] as object) };
    at = at[name] as Record<string, unknown>;
  }
  at[last] = value;
  return config;
}

interface Definition {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly innerType?: unknown;
  readonly getter?: () => unknown;
}

/** The whole names of all keys of an object schema, and of the objects in it. */
function keysOf(schema: unknown): string[] {
  const { shape, innerType, getter } = (schema as { _zod: { def: Definition } })._zod.def;
  if (getter) return keysOf(getter());
  if (innerType) return keysOf(innerType);
  return Object.entries(shape ?? {}).flatMap(([key, value]) => [
    key,
    ...keysOf(value).map((inner) => `${key}.${inner}`),
  ]);
}

interface SchemaNode {
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly SchemaNode[];
}

/** A config with every key that has a default, in the objects that need no other key. */
function defaultsOf(schema: SchemaNode): unknown {
  if (schema.default !== undefined) return schema.default;
  const object = [schema, ...(schema.anyOf ?? [])].find(({ properties }) => properties);
  if (!object?.properties || object.required) return undefined;
  const defaults = Object.entries(object.properties).map(([key, value]) => [
    key,
    defaultsOf(value),
  ]);
  return Object.fromEntries(defaults.filter(([, value]) => value !== undefined));
}

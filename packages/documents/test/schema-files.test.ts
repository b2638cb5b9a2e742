import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { DOCUMENTS, schemaFiles, schemaText, withConfigTables } from '../src/index.js';

const DOCS = new URL('../../../docs/', import.meta.url);
const inDocs = (name: string) => readFileSync(new URL(name, DOCS), 'utf8');
const files = schemaFiles();

const parsed = new Map<string, object>();
/** The same object each time, which a validator compiles once. */
function schema(name: string): object {
  const known = parsed.get(name) ?? JSON.parse(inDocs(`schemas/${name}`));
  parsed.set(name, known);
  return known;
}

/** A command is a list that begins with a word. */
const OPTIONS = { allowUnionTypes: true, strictTuples: false, strictTypes: false };
const ajv = new Ajv2020(OPTIONS).addSchema(schema('definitions.json'), 'definitions.json');
const documents = Object.keys(files).filter((name) => name.includes('@'));

describe('what `pnpm schemas` writes', () => {
  it('is a file for each schema, and no other', () => {
    expect(readdirSync(new URL('schemas/', DOCS)).sort()).toEqual(Object.keys(files).sort());
  });

  it.each(Object.keys(files))('%s is up to date', (name) => {
    expect(inDocs(`schemas/${name}`)).toBe(schemaText(files[name] ?? {}));
  });

  it('the tables of config.md are up to date', () => {
    const page = inDocs('config.md');
    expect(withConfigTables(page)).toBe(page);
    expect(() => withConfigTables('')).toThrow('no place for keys');
  });

  it.each(Object.keys(files))('%s has patterns that Python can read too', (name) => {
    const text = inDocs(`schemas/${name}`);
    expect(text).not.toContain('[^]');
    expect(text).not.toMatch(/\(\?<[^=!]/);
  });
});

it.each(documents)('%s is a schema that a validator takes', (name) => {
  expect(() => ajv.compile(schema(name))).not.toThrow();
});

describe('a document that a page shows is accepted by its schema', () => {
  const shown = ['cli.md', 'installer.md'].flatMap((page) =>
    [...inDocs(page).matchAll(/^```json\n(.*?)^```$/gms)].map(([, json]) => JSON.parse(json ?? '')),
  );
  it.each(shown.map((document) => [document.schema, document]))('%s', (name, document) => {
    const accepts = ajv.compile(schema(`${name.replace('model-registry/', '')}.json`));
    expect(accepts(document)).toBe(true);
  });
});

it('the page about JSON names each document and its schema', () => {
  const rows = [...inDocs('json.md').matchAll(/^\| `(.+?)` \|.*\(schemas\/(.+?)\) \|$/gm)];
  const named = rows.map(([, name, file]) => [`model-registry/${name}`, file]);
  expect(named).toEqual(
    Object.keys(DOCUMENTS).map((name) => [name, `${name.replace('model-registry/', '')}.json`]),
  );
});

describe('what a later version may add passes the schema of this one', () => {
  const accepts = ajv.compile(schema('watch@1.json'));
  const problem = { kind: 'missing-file', artifact: 'model' };
  const document = (more: object, ...problems: object[]) => ({
    schema: 'model-registry/watch@1',
    reason: 'started',
    selected: {
      ...{ version: '1.0', model_path: '/m', scaler_path: null, config_path: null },
      ...{ exists: false, metadata: null, problems },
    },
    ...more,
  });

  it.each([
    ['nothing', document({}, problem)],
    ['a key', document({ later: 1 }, { ...problem, later: 1 })],
    ['a kind of problem', document({}, { kind: 'haunted', ghost: 7 })],
    ['a reason', document({ reason: 'haunted' })],
  ])('%s', (_, value) => expect(accepts(value)).toBe(true));

  it.each([
    ['another document', document({ schema: 'model-registry/watch@2' })],
    ['a known kind with another fact', document({}, { ...problem, artifact: 'ghost' })],
    ['a known kind without its facts', document({}, { kind: 'missing-file' })],
    ['a problem without a kind', document({}, {})],
    ['no selection', { ...document({}), selected: undefined }],
  ])('but not %s', (_, value) => expect(accepts(value)).toBe(false));
});

describe('config.json, for editors', () => {
  const accepts = new Ajv(OPTIONS).compile(schema('config.json'));
  const selection = (gates: object, trading?: object) => ({ model: { selection: gates }, trading });
  const rotation = (keys: object) => ({ operations: { model_rotation: keys } });

  it.each([
    [{}],
    [{ model: null, trading: { symbols: null, fee: 1 }, exchange: { key: '${KEY}' } }],
    [{ model: { pin: '1.10', auto_train_new_symbols: 'Yes' } }],
    [selection({ min_symbol_coverage: 0.8 }, { symbols: ['BTCUSDT'] })],
    [rotation({ command: ['python3', ''], timeout_minutes: 34_560 })],
  ])('takes %j', (config) => expect(accepts(config)).toBe(true));

  it.each([
    [[]],
    [{ model: { training_mode: null } }],
    [{ model: { pin: '01.0' } }],
    [{ trading: { symbols: ['${SYMBOL}'] } }],
    [selection({ max_age: 3 })],
    [selection({ performance: { weight: 1 } })],
    [selection({ min_symbol_coverage: 0.8 }, { symbols: [] })],
    [rotation({ command: [''] })],
    [rotation({ command: [] })],
    [rotation({ timeout_minutes: 0 })],
    [rotation({ metric_names: { auc: '' } })],
  ])('marks %j', (config) => expect(accepts(config)).toBe(false));

  it('shows the defaults', () => {
    expect(inDocs('schemas/config.json')).toContain('"default": "inspect"');
  });
});

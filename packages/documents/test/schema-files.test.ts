import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { DOCUMENTS, schemaFiles } from '../src/index.js';

const FOLDER = new URL('../../../docs/schemas/', import.meta.url);
const files = schemaFiles();
const inDocs = (name: string) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));

/** A command is a list that begins with a word. */
const OPTIONS = { allowUnionTypes: true, strictTuples: false };

describe('docs/schemas (written by `pnpm schemas`)', () => {
  it('has a file for each schema, and no other', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(files).sort());
  });

  it.each(Object.keys(files))('%s is up to date', (name) => {
    expect(inDocs(name)).toEqual(files[name]);
  });

  it.each(Object.keys(files))('%s is a schema that a validator takes', (name) => {
    const validator = name === 'config.json' ? Ajv : Ajv2020;
    expect(() => new validator(OPTIONS).compile(inDocs(name))).not.toThrow();
  });

  it.each(Object.keys(files))('%s has patterns that Python can read too', (name) => {
    const text = readFileSync(new URL(name, FOLDER), 'utf8');
    expect(text).not.toContain('[^]');
    expect(text).not.toMatch(/\(\?<[^=!]/);
  });
});

it('the page about JSON names each document and its schema', () => {
  const page = readFileSync(new URL('../json.md', FOLDER), 'utf8');
  const rows = [...page.matchAll(/^\| `(.+?)` \|.*\(schemas\/(.+?)\) \|$/gm)];
  const named = rows.map(([, name, file]) => [`model-registry/${name}`, file]);
  expect(named).toEqual(
    Object.keys(DOCUMENTS).map((name) => [name, `${name.replace('model-registry/', '')}.json`]),
  );
});

describe('what a later version may add passes the schema of this one', () => {
  const accepts = new Ajv2020({ allowUnionTypes: true }).compile(inDocs('watch@1.json'));
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

import { configSchema } from '@org/model-registry-core/schemas';
import { DOCUMENTS } from './documents.js';
import { type JsonSchema, toJsonSchema } from './json-schema.js';

const DEFINITIONS = 'definitions.json';

/** What `parseConfig` checks by itself: a coverage needs the symbols that it is a share of. */
const COVERAGE_NEEDS_SYMBOLS = {
  if: has('model', has('selection', has('min_symbol_coverage', { type: 'number' }))),
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: has('trading', has('symbols', { type: 'array', minItems: 1 })),
};

function has(name: string, schema: object): object {
  return { type: 'object', properties: { [name]: schema }, required: [name] };
}

/**
 * Every JSON Schema by the name of its file: one for each document, `definitions.json` for what
 * several of them refer to, and `config.json` for the config keys. Any validator takes the first,
 * of JSON Schema 2020-12, and any editor the last, of draft 7.
 *
 * @example schemaFiles()['list@1.json']
 */
export function schemaFiles(): Readonly<Record<string, JsonSchema>> {
  const files: Record<string, JsonSchema> = {};
  const definitions: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(DOCUMENTS)) {
    const { $defs, ...document } = toJsonSchema(schema, name);
    Object.assign(definitions, $defs);
    files[`${name.replace('model-registry/', '')}.json`] = referring(document) as JsonSchema;
  }
  const sorted = Object.fromEntries(
    Object.entries(definitions).sort(([a], [b]) => a.localeCompare(b)),
  );
  files[DEFINITIONS] = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What the documents of model-registry have in common',
    $defs: sorted,
  };
  const title = 'The config keys that model-registry reads';
  files['config.json'] = {
    ...toJsonSchema(configSchema(), title, 'draft-7'),
    ...COVERAGE_NEEDS_SYMBOLS,
  };
  return files;
}

/** The schema with its references leading to the file of definitions. */
function referring(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referring);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === '$ref' ? `${DEFINITIONS}${each}` : referring(each),
    ]),
  );
}

import { configSchema } from './config.js';
import { DOCUMENTS } from './documents.js';
import { type JsonSchema, toJsonSchema } from './json-schema.js';

const CONFIG = 'The config keys that model-registry reads';

/**
 * Every JSON Schema by the name of its file: one for each document, and `config.json` for the
 * config keys. Any validator takes the first, of JSON Schema 2020-12, and any editor the last, of
 * draft 7.
 *
 * @example schemaFiles()['list@1.json']
 */
export function schemaFiles(): Readonly<Record<string, JsonSchema>> {
  const documents = Object.entries(DOCUMENTS).map(([name, schema]) => [
    `${name.replace('model-registry/', '')}.json`,
    toJsonSchema(schema, name),
  ]);
  const config = toJsonSchema(configSchema, CONFIG, 'draft-7');
  return { ...Object.fromEntries(documents), 'config.json': config };
}

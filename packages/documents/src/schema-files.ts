import { configSchema } from './config.js';
import { DOCUMENTS } from './documents.js';
import { type JsonSchema, toJsonSchema } from './json-schema.js';

/**
 * Every JSON Schema by the name of its file: one for each document, and `config.json` for the
 * config keys. An editor or a validator in any language takes them.
 *
 * @example schemaFiles()['list@1.json']
 */
export function schemaFiles(): Readonly<Record<string, JsonSchema>> {
  const documents = Object.entries(DOCUMENTS).map(([name, schema]) => [
    `${name.replace('model-registry/', '')}.json`,
    toJsonSchema(schema, name),
  ]);
  const config = toJsonSchema(configSchema, 'The config keys that model-registry reads');
  return { ...Object.fromEntries(documents), 'config.json': config };
}

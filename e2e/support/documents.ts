import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { DOCUMENTS, type DocumentName } from '@org/model-registry-documents';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const SCHEMAS = new URL('../../docs/schemas/', import.meta.url);
/** Quick to begin: a process checks few documents. The schemas themselves are a unit test's. */
const ajv = new Ajv2020({
  allowUnionTypes: true,
  validateSchema: false,
  code: { optimize: false },
});
const DEFINITIONS = 'definitions.json';
ajv.addSchema(read(DEFINITIONS), DEFINITIONS);
const compiled = new Map<string, ValidateFunction>();

/**
 * Every document that a program printed is one that the documentation describes: it has all keys
 * of its schema and no other, and the published JSON Schema accepts it. Called for all that the
 * tests run.
 *
 * @param stdout what a program printed; lines that are no documents, or not whole, do not matter
 */
export function checkDocuments(stdout: string): void {
  const lines = stdout.split('\n').slice(0, -1);
  lines.filter((line) => line.startsWith('{"schema":"model-registry/')).forEach(check);
}

function check(line: string): void {
  const document: unknown = JSON.parse(line);
  const { schema: name } = document as { schema: DocumentName };
  const schema = DOCUMENTS[name];
  if (schema === undefined) throw new Error(`${name} has no schema`);
  const { data, error } = schema.safeParse(document);
  if (error) throw new Error(`${name}: ${error}\n${line.slice(0, 2_000)}`);
  // What the schema does not know is not in the parsed value.
  if (!isDeepStrictEqual(data, document)) {
    throw new Error(`${name} has keys that its schema has not\n${line.slice(0, 2_000)}`);
  }
  const accepts = compile(name);
  if (!accepts(document)) throw new Error(`${name}: ${ajv.errorsText(accepts.errors)}`);
}

function compile(name: string): ValidateFunction {
  const known = compiled.get(name);
  if (known) return known;
  const accepts = ajv.compile(read(`${name.replace('model-registry/', '')}.json`));
  compiled.set(name, accepts);
  return accepts;
}

function read(file: string) {
  return JSON.parse(readFileSync(new URL(file, SCHEMAS), 'utf8'));
}

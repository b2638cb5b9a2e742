// Writes docs/schemas and the tables of docs/config.md from the schemas: `pnpm schemas`. A test tells
// when that was forgotten.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { schemaFiles, schemaText, withConfigTables } from '../packages/documents/dist/index.js';

const docs = new URL('../docs/', import.meta.url);
const folder = new URL('schemas/', docs);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const [name, schema] of Object.entries(schemaFiles())) {
  writeFileSync(new URL(name, folder), schemaText(schema));
}

const page = new URL('config.md', docs);
writeFileSync(page, withConfigTables(readFileSync(page, 'utf8')));

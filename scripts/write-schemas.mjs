// Writes docs/schemas from the built package: `pnpm schemas`. A test tells when that was forgotten.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { schemaFiles } from '../packages/documents/dist/index.js';

const folder = new URL('../docs/schemas/', import.meta.url);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const [name, schema] of Object.entries(schemaFiles())) {
  writeFileSync(new URL(name, folder), `${JSON.stringify(schema, null, 2)}\n`);
}

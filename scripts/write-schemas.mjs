// Writes docs/schemas and the tables of docs/config.md from the schemas, and what the page says of problems from
// docs/problems: `pnpm schemas`. A test tells when that was forgotten.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import {
  problemPagesSource,
  schemaFiles,
  schemaText,
  withConfigTables,
} from '../packages/documents/dist/index.js';

const docs = new URL('../docs/', import.meta.url);
const folder = new URL('schemas/', docs);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const [name, schema] of Object.entries(schemaFiles())) {
  writeFileSync(new URL(name, folder), schemaText(schema));
}

const page = new URL('config.md', docs);
writeFileSync(page, withConfigTables(readFileSync(page, 'utf8')));

const problems = new URL('problems/', docs);
const kinds = readdirSync(problems).filter((name) => name !== 'README.md');
const texts = kinds.map((name) => [
  name.replace('.md', ''),
  readFileSync(new URL(name, problems), 'utf8'),
]);
writeFileSync(
  new URL('../packages/page/src/problem-pages.ts', import.meta.url),
  problemPagesSource(Object.fromEntries(texts)),
);

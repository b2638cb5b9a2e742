import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { problemPagesSource } from '../src/index.js';

const ROOT = new URL('../../../', import.meta.url);
const PAGES = new URL('docs/problems/', ROOT);

it('what the page says of problems is what docs/problems says: pnpm schemas writes it', () => {
  const kinds = readdirSync(PAGES).filter((name) => name !== 'README.md');
  const pages = kinds.map((name) => [
    name.replace('.md', ''),
    readFileSync(new URL(name, PAGES), 'utf8'),
  ]);
  const written = readFileSync(new URL('packages/page/src/problem-pages.ts', ROOT), 'utf8');
  expect(written).toBe(problemPagesSource(Object.fromEntries(pages)));
});

it('a page of another form is an error', () => {
  expect(() => problemPagesSource({ ghost: '# ghost' })).toThrow('not a page');
});

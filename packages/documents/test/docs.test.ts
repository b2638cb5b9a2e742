import { readdirSync, readFileSync } from 'node:fs';
import { problem } from '@org/model-registry-core/schemas';
import { describe, expect, it } from 'vitest';
import { DOCUMENTS } from '../src/index.js';

const DOCS = new URL('../../../docs/', import.meta.url);

/** The JSON that a page shows. */
function shownIn(page: string): Record<string, unknown>[] {
  const text = readFileSync(new URL(page, DOCS), 'utf8');
  return [...text.matchAll(/^```json\n(.*?)^```$/gms)].map(([, json]) => JSON.parse(json ?? ''));
}

describe.each(['cli.md', 'installer.md'])('what %s shows', (page) => {
  const shown = shownIn(page).map((document) => [document.schema, document] as const);
  it.each(shown)('is a whole %s document', (name, document) => {
    expect(DOCUMENTS[name as keyof typeof DOCUMENTS].parse(document)).toEqual(document);
  });
});

const pages = readdirSync(new URL('problems/', DOCS)).filter((name) => name !== 'README.md');
describe.each(pages)('problems/%s', (page) => {
  it('shows a whole problem of its kind', () => {
    const [shown] = shownIn(`problems/${page}`);
    expect(problem.parse(shown)).toEqual(shown);
    expect(`${shown?.kind}.md`).toBe(page);
  });
});

/** What a page of docs/problems says in short. */
interface ProblemPage {
  /** Its first paragraph. */
  readonly what: string;
  /** The first paragraph of "What to do"; of a list, its items. */
  readonly todo: string;
}

/**
 * The short form of a page of docs/problems, without marks of Markdown.
 *
 * @throws Error for a page of another form
 * @example problemPage(readFileSync('docs/problems/too-old.md', 'utf8')).todo
 */
function problemPage(markdown: string): ProblemPage {
  const [before = '', after] = markdown.split('\n## What to do\n\n');
  const [, what] = before.split('\n\n');
  if (what === undefined || after === undefined) throw new Error(`not a page: ${markdown}`);
  const [first = '', second = ''] = after.split('\n\n');
  return { what: plain(what), todo: plain(first.endsWith(':') ? `${first}\n${second}` : first) };
}

function plain(text: string): string {
  return text
    .replace(/^(- |```.*$)/gm, '')
    .replace(/\s+/g, ' ')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .trim();
}

/**
 * The source of `packages/page/src/problem-pages.ts`, from the pages of docs/problems by their kinds.
 *
 * @example problemPagesSource({ 'too-old': readFileSync('docs/problems/too-old.md', 'utf8') })
 */
export function problemPagesSource(pages: Readonly<Record<string, string>>): string {
  const entries = Object.entries(pages).map(([kind, markdown]) => {
    const { what, todo } = problemPage(markdown);
    return `  ${key(kind)}: {\n    what: ${quoted(what)},\n    todo: ${quoted(todo)},\n  },\n`;
  });
  return `// biome-ignore-all format: made by scripts/write-schemas.mjs from docs/problems.
import type { ProblemKind } from '@org/model-registry-core';

/** What a kind of problem is, and what to do about it. */
interface ProblemPage {
  readonly what: string;
  readonly todo: string;
}

/** The short form of docs/problems. */
export const PROBLEM_PAGES: Readonly<Record<ProblemKind, ProblemPage>> = {
${entries.join('')}};
`;
}

function key(kind: string): string {
  return /^\w+$/.test(kind) ? kind : `'${kind}'`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Program } from '@org/model-registry-program';
import { describe, expect, it } from 'vitest';
import { PROGRAM as CLI } from '../apps/cli/src/program.js';
import { PROGRAM as INSTALLER } from '../apps/installer-helper/src/program.js';
import { PROGRAM as SCHEDULER } from '../apps/retrain-scheduler/src/program.js';
import { runInProcess } from './support/in-process.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const help = async (program: Program, ...words: string[]) =>
  (await runInProcess(program, [...words, '--help'])).stdout;

/** The options that a help explains, one a line. */
const explained = (page: string) =>
  [...page.matchAll(/^ {2}(?:-[hv], )?(--[a-z-]+)/gm)].map(([, option = '']) => option);

/** All options that a text names; of `--\nCOMMAND` and table rules nothing is taken. */
const named = (text: string) => new Set(text.match(/(?<![\w-])--[a-z][a-z-]*/g));

/** What stands in fences and between backticks. */
const codeOf = (page: string) => page.match(/^```[\s\S]*?^```|`[^`\n]+`/gm)?.join('\n') ?? '';

/** The commands that a help lists. */
const listed = (page: string) =>
  [...page.matchAll(/^ {2}([a-z][a-z-]*) {2,}/gm)].map(([, name = '']) => name);

/** The part of a page under a heading, and all headings of that level. */
function sections(page: string): Map<string, string> {
  const parts = page.split(/^## /m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part]));
}

/** The numbers of the table under "Exit status". */
function statusesIn(page: string): string[] {
  const rows =
    sections(page)
      .get('Exit status')
      ?.match(/^\| [\d, ]+ \|/gm) ?? [];
  return numbers(rows.join(' '));
}

/** The numbers behind `Exit status:` in a help. */
const statusesOf = (page: string) => numbers(page.split('Exit status: ')[1] ?? '');

const numbers = (text: string) => [...new Set(text.match(/\d+/g))].sort();

const HELP = await help(CLI);
const COMMANDS = listed(HELP);
const OPTIONS = new Map<string, string[]>();
for (const name of COMMANDS) OPTIONS.set(name, explained(await help(CLI, name)));
const COMMON = [
  ...explained((await help(CLI, 'list')).split('Common options:')[1] ?? ''),
  '--version',
];

describe('docs/cli.md', () => {
  const page = read('docs/cli.md');
  const parts = sections(page);
  const sectionOf = (command: string) =>
    [...parts].find(([heading]) => heading.split(', ').includes(command))?.[1] ?? '';

  it('lists every command, and no other', () => {
    const table = page.slice(0, page.indexOf('\n## '));
    const names = [...table.matchAll(/^\| (\[.*?\])\(/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name),
    );
    expect(names.sort()).toEqual([...COMMANDS].sort());
  });

  it('explains the common options, and no others', () => {
    const rows = parts.get('Common options')?.match(/^\| .*? \|/gm) ?? [];
    expect([...named(rows.join('\n'))].sort()).toEqual([...COMMON].sort());
  });

  it.each(COMMANDS)('%s: has every option of its own, and none that it does not take', (name) => {
    const known = OPTIONS.get(name) ?? [];
    const own = known.filter((option) => !COMMON.includes(option) || option === '--version');
    const options = named(sectionOf(name));
    expect([...options]).toEqual(expect.arrayContaining(own));
    expect([...options].filter((option) => !known.includes(option))).toEqual([]);
  });

  it('has the exit statuses of the help', () => {
    expect(statusesIn(page)).toEqual(statusesOf(HELP));
  });
});

describe.each([
  ['docs/installer.md', await help(INSTALLER)],
  ['docs/scheduling.md', await help(SCHEDULER)],
])('%s', (file, help) => {
  const page = read(file);

  it('explains every option of the help, and no other', () => {
    const rows =
      sections(page)
        .get('Options')
        ?.match(/^\| .*? \|/gm) ?? [];
    expect([...named(rows.join('\n'))].sort()).toEqual(explained(help).sort());
  });

  it('has the exit statuses of the help', () => {
    expect(statusesIn(page)).toEqual(statusesOf(help));
  });

  it('names every command of the help', () => {
    for (const command of listed(help)) expect(codeOf(page)).toContain(command);
  });
});

const COMMAND_LINE = /(?<!["\w/.])model-registry ([a-z][a-z-]*)([^`\n|;&)#]*)/g;

/** All pages in a folder of the repository, but those of other people's packages. */
function pagesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pagesIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

describe.each(pagesIn(''))('%s', (file) => {
  it('names commands and options of model-registry that there are', () => {
    const wrong = [...codeOf(read(file)).matchAll(COMMAND_LINE)]
      .map(([line, command = '', rest = '']) => {
        const options = [...named(rest.split(' -- ')[0] ?? '')];
        const known = OPTIONS.get(command);
        return known && options.every((option) => known.includes(option)) ? null : line;
      })
      .filter((line) => line !== null);
    expect(wrong).toEqual([]);
  });
});

import { EXIT, renderCommandHelp, renderHelp } from '@org/model-registry-program';
import { describe, expect, it } from 'vitest';
import { PROGRAM } from '../src/program.js';

const PAGES = [...PROGRAM.commands].map(([name, command]) => ({
  name,
  command,
  page: renderCommandHelp(PROGRAM, command),
}));

describe.each([{ name: '--help', page: renderHelp(PROGRAM) }, ...PAGES])('$name', ({ page }) => {
  it('fits a screen: 44 lines of 80 columns', () => {
    const lines = page.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(44);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });
});

describe.each(PAGES)('$name --help', ({ name, command, page }) => {
  it('begins with its usage, and has an example of it', () => {
    expect(page.startsWith(`Usage: model-registry ${name} `)).toBe(true);
    expect(page).toMatch(new RegExp(`\nExamples?:\n(  .*\n)*?  .*model-registry ${name}\\b`));
  });

  it('has a line for every option that it takes', () => {
    const explained = [...page.matchAll(/^ {2}(?:-[hv], )?--(\S+)/gm)].map(([, option]) => option);
    expect(explained).toEqual(Object.keys({ ...command.options, ...PROGRAM.options }));
  });

  it('names no other option in its usage', () => {
    const named = [...command.usage.matchAll(/--([a-z-]+)/g)].map(([, option]) => option);
    expect(Object.keys(command.options)).toEqual(expect.arrayContaining(named));
  });
});

it('--help has each command once, below the title of its group', () => {
  const page = renderHelp(PROGRAM);
  const listed = [...page.matchAll(/^ {2}([a-z-]+) {2,}\S/gm)].map(([, name]) => name);
  expect(listed).toEqual([...PROGRAM.commands.keys()]);
  const titles = [...page.matchAll(/^([A-Z].*):\n {2}/gm)].map(([, title]) => title);
  expect(titles).toEqual([...(PROGRAM.groups?.keys() ?? [])]);
  for (const option of Object.keys(PROGRAM.options)) expect(page).toContain(`--${option}`);
});

it('--help names every exit status', () => {
  const [, statuses = ''] = renderHelp(PROGRAM).split('Exit status: ');
  const named = [...statuses.matchAll(/\d+/g)].map(Number);
  expect(named).toEqual(expect.arrayContaining(Object.values(EXIT)));
});

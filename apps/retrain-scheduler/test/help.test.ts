import { renderCommandHelp, renderHelp } from '@org/model-registry-program';
import { describe, expect, it } from 'vitest';
import { PROGRAM } from '../src/program.js';

const PAGES = [...PROGRAM.commands].map(
  ([name, command]) => [name, renderCommandHelp(PROGRAM, command)] as const,
);

describe.each([['--help', renderHelp(PROGRAM)] as const, ...PAGES])('%s', (_, page) => {
  it('fits a screen of 40 lines and 80 columns, and has an example', () => {
    const lines = page.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(page).toMatch(/\nExamples?:\n {2}.*model-registry-retrain /);
  });
});

import { renderHelp } from '@org/model-registry-program';
import { expect, it } from 'vitest';
import { PROGRAM } from '../src/program.js';

it('the help fits a screen of 40 lines and 80 columns, and has an example', () => {
  const page = renderHelp(PROGRAM);
  const lines = page.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(40);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(page).toMatch(/\nExamples?:\n {2}.*model-registry-installer /);
});

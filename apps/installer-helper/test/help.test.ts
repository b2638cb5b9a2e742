import { expect, it } from 'vitest';
import { OPTIONS } from '../src/read-options.js';
import { HELP } from '../src/render/help.js';

it('the help has a line for every option that is parsed', () => {
  const explained = [...HELP.matchAll(/^ {2}(?:-h, )?--(\S+)/gm)].map(([, option]) => option);
  expect(explained.sort()).toEqual(Object.keys(OPTIONS).sort());
});

it('the help fits a screen of 40 lines and 80 columns, and has an example', () => {
  const lines = HELP.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(40);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(HELP).toMatch(/\nExamples?:\n {2}.*model-registry-installer /);
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { NODE } from './support/node.js';
import { spawnToEnd } from './support/spawn.js';

const BENCH = fileURLToPath(new URL('../bench/fleet/run.mjs', import.meta.url));
const DOCS = fileURLToPath(new URL('../docs/fleet.md', import.meta.url));

/** Fleets that take a moment to simulate: the largest of the tables takes many minutes. */
const FLEETS = [10, 1_000];

it(`the tables of docs/fleet.md are what ${FLEETS.join(' and ')} simulated machines do`, () => {
  const lines = readFileSync(DOCS, 'utf8').split('\n');
  const { status, stdout, stderr } = spawnToEnd(NODE, [BENCH, ...FLEETS.map(String)], {});
  expect(status, stderr).toBe(0);
  const rows = stdout.split('\n').filter((line) => line.startsWith('|'));
  // Two tables, each with a title, a rule and a row for each fleet.
  expect(rows).toHaveLength(2 * (2 + FLEETS.length));
  for (const row of rows) expect(lines).toContain(row);
});

import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { environment } from './support/in-process.js';
import { NODE } from './support/node.js';
import { spawnToEnd } from './support/spawn.js';

const DEMO = fileURLToPath(new URL('../examples/fleet/demo.mjs', import.meta.url));

it('the example of a fleet ends with everything right', () => {
  const { status, stdout, stderr } = spawnToEnd(NODE, [DEMO], { env: environment() });
  expect({ status, stderr }, stdout).toMatchObject({ status: 0 });
  const runs = [...stdout.matchAll(/^ {2}ada runs (\S+), bob runs (\S+), eve runs (\S+)$/gm)];
  // A folder has no network that could be cut.
  const eve = stdout.includes('the network of eve is cut') ? '1.1' : '1.2';
  expect(runs.map(([, ...each]) => each.join(' '))).toEqual([
    '1.0 1.0 1.0',
    '1.1 1.1 1.1',
    '1.0 1.0 1.0',
    '1.1 1.1 1.1',
    `1.2 1.1 ${eve}`,
    '1.2 1.2 1.2',
    '1.1 1.1 1.1',
  ]);
  expect(stdout).toMatch(/Everything is right/);
});

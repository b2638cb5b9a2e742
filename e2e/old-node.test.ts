import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { bot, filesIn } from './support/bot.js';
import { CLI } from './support/cli.js';
import { environment } from './support/in-process.js';
import { INSTALLER } from './support/installer.js';
import { temporaryFolder } from './support/models.js';
import { NODE } from './support/node.js';
import { SCHEDULER } from './support/retrain.js';
import { spawnToEnd } from './support/spawn.js';

const FAKE_NODE = fileURLToPath(new URL('support/fake-node.cjs', import.meta.url));
const ENTRY = new URL('../scripts/program-entry.cjs', import.meta.url);

describe.each([CLI, INSTALLER, SCHEDULER])('%s', (program) => {
  const name = basename(program, '.cjs');

  it.each(['12.22.12', '16.20.2', '17.9.1', '18.18.2', '4.9.1'])(
    'on Node %s says in one line what it needs, and touches nothing',
    (node) => {
      const { cwd } = bot();
      const before = filesIn(cwd);
      for (const words of [['--version'], ['--models-dir', 'new'], ['train', '--', 'true']]) {
        const env = { ...environment(), FAKE_NODE: node };
        const run = spawnToEnd(NODE, ['--require', FAKE_NODE, program, ...words], { cwd, env });
        const { status, stdout, stderr } = run;
        expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
        expect(stderr).toBe(
          `${name}: needs Node 18.19 or newer (https://nodejs.org); this is v${node}\n`,
        );
      }
      expect(filesIn(cwd)).toEqual(before);
    },
  );

  it.each(['18.19.0', '20.0.0', '26.1.0', '100.0.0'])('runs on Node %s', (node) => {
    const env = { ...environment(), FAKE_NODE: node };
    const run = spawnToEnd(NODE, ['--require', FAKE_NODE, program, '--version'], { env });
    expect(run).toMatchObject({ status: 0, stderr: '' });
  });

  it('says what is missing where it was copied without the file beside it', () => {
    const alone = join(temporaryFolder(), `${name}.cjs`);
    copyFileSync(program, alone);
    const whole = withoutAnswers(program);
    for (const word of ['--version', '--help', '-h']) {
      const { status, stdout, stderr } = spawnToEnd(NODE, [whole, word]);
      expect(spawnToEnd(NODE, [alone, word])).toMatchObject({ status, stdout, stderr });
    }
    const { status, stderr } = spawnToEnd(NODE, [alone]);
    expect(status).toBe(3);
    expect(stderr).toBe(`${name}: ${name}.main.cjs belongs beside ${alone}: copy it too\n`);
  });
});

/** A program whose first file knows nothing by heart. */
function withoutAnswers(program: string): string {
  const copy = join(temporaryFolder(), 'whole');
  cpSync(dirname(program), copy, { recursive: true });
  const file = join(copy, basename(program));
  const answers = /const ANSWERS=.+?;(?=const MAIN=)/s;
  writeFileSync(file, readFileSync(file, 'utf8').replace(answers, 'const ANSWERS={};'));
  return file;
}

it('the file that refuses is of the syntax of Node 12', () => {
  const code = readFileSync(ENTRY, 'utf8');
  const written = (target: string) => transformSync(code, { target }).code;
  expect(written('node12.22')).toBe(written('esnext'));
});

it('the oldest Node is the same wherever it stands', () => {
  const root = new URL('../', import.meta.url);
  const packages = ['apps/cli', 'packages/core', 'packages/registry', 'apps/retrain-scheduler'];
  for (const folder of packages) {
    const { engines } = JSON.parse(readFileSync(new URL(`${folder}/package.json`, root), 'utf8'));
    expect(engines).toEqual({ node: '>=18.19' });
  }
  expect(readFileSync(ENTRY, 'utf8')).toContain('[18, 19]');
  expect(readFileSync(new URL('tsup.base.ts', root), 'utf8')).toContain("'node18.19'");
});

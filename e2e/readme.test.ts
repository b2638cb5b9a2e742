import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runCli } from './support/cli.js';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const BOT = fileURLToPath(new URL('../examples/trading-bot', import.meta.url));

it('what the README shows of explain is what explain prints in the example', async () => {
  const [, words = '', shown = ''] =
    /```\n\$ model-registry (explain .*)\n([\s\S]*?)```/.exec(README) ?? [];
  const { stdout } = await runCli(words.split(' '), { cwd: BOT });
  const passages = shown.split('[…]\n').filter((passage) => passage !== '');
  expect(passages.length).toBeGreaterThan(2);
  let from = 0;
  for (const passage of passages) {
    const at = stdout.indexOf(`\n${passage}`, from);
    expect(at, `not in the output, or not in this order:\n${passage}`).toBeGreaterThanOrEqual(from);
    from = at + passage.length;
  }
});

it('its commands are those of the workspace', () => {
  const { scripts, packageManager } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const named = [...README.matchAll(/npx --yes (pnpm@\S+) ([a-z]+)/g)];
  expect(named.map(([, , script]) => script)).toEqual(expect.arrayContaining(['demo', 'test']));
  for (const [, manager, script = ''] of named) {
    expect(manager).toBe(packageManager);
    expect(scripts).toHaveProperty(script);
  }
});

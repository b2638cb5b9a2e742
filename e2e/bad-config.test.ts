import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectEnd, runCli } from './support/cli.js';
import { temporaryFolder, version, writeFiles } from './support/models.js';

function botWith(config: string, ...versions: string[]): string {
  const cwd = temporaryFolder();
  writeFiles(cwd, { 'bot.yaml': config });
  for (const name of ['1.0', ...versions]) writeFiles(join(cwd, 'models'), version(name));
  return cwd;
}

function run(cwd: string, ...words: string[]) {
  return runCli([...words, '--config', 'bot.yaml'], { cwd, env: { SECRET: 'hunter2' } });
}

describe('the config file', () => {
  it.each([
    ['trading: {fee: 017, enabled: no}', 'fine'],
    ['model: {training_mode: no}', 'model.training_mode: expected single_symbol or'],
    ['model: {x: 1, "x": 1}', 'the key model.x occurs twice'],
    ['model:\n\tversion: "1.0"', 'Tabs'],
  ])('%j gives %j', async (yaml, gives) => {
    const result = await run(botWith(yaml), 'list', '--json');
    expectEnd(result, gives === 'fine' ? 0 : 2);
    if (gives === 'fine') {
      expect(result.stderr).toBe('');
      expect(JSON.parse(result.stdout).selected.version).toBe('1.0');
    } else {
      expect(result.stdout).toBe('');
      expect(result.stderr).toMatch(/^model-registry: bot\.yaml: [^\n]+\n$/);
      expect(result.stderr).toContain(gives);
    }
  });

  it.each([
    [['list']],
    [['select', '--paths']],
    [['explain']],
    [['doctor']],
    [['history']],
    [['next-version']],
    [['inspect', '1.0']],
    [['pin', '1.0']],
    [['prune', '--keep', '5']],
  ])('misspelt and misplaced keys are said in a line: %j', async (words) => {
    const yaml = 'model: {pinn: "1.0", max_age_days: 3}\ntrading: {fee: 1}';
    const { stderr } = await run(botWith(yaml), ...words);
    const said =
      'bot.yaml: not read, since there is no such key: model.pinn (model.pin?), model.max_age_days (model.selection.max_age_days?)';
    expect(stderr).toContain(said);
  });

  it('models: for model: is said, and doctor names it with what to do', async () => {
    const result = await run(botWith('models: {training_mode: multi_symbol}'), 'doctor', '--json');
    expect(result.stderr).toContain('models (model?)');
    expect(JSON.parse(result.stdout).problems).toContainEqual({
      version: null,
      kind: 'misplaced-key',
      key: 'models',
      expected: 'model',
    });
  });

  it('with several wrong values: each is named, on a line of its own', async () => {
    const yaml = 'model: {version: x, pin: y, selection: {max_age_days: z, a: b}}';
    const { stderr } = await run(botWith(yaml), 'list');
    const keys = ['version', 'pin', 'selection.max_age_days', 'selection.a'];
    for (const key of keys) expect(stderr).toContain(`model-registry: bot.yaml: model.${key}: `);
    expect(stderr.trim().split('\n')).toHaveLength(keys.length);
  });

  it('with 40,000 wrong values: an error as any', async () => {
    const symbols = Array.from({ length: 40_000 }, (_, at) => at);
    const yaml = `model: {selection: {required_symbols: [${symbols}]}}`;
    const result = await run(botWith(yaml), 'list');
    expectEnd(result, 2);
    expect(result.stderr).toContain('model.selection.required_symbols[0]: expected a symbol in');
  });

  it('version: 1.10 is 1.10', async () => {
    const cwd = botWith('model: {version: 1.10, training_mode: multi_symbol}', '1.1');
    const plan = await run(cwd, 'next-version', '--json');
    expect(JSON.parse(plan.stdout)).toMatchObject({ action: 'train', version: '1.10' });
  });

  it('pin: 1.10 is 1.10', async () => {
    const selected = await run(botWith('model: {pin: 1.10}', '1.1', '1.10', '6.6'), 'select');
    expect(selected.stdout).toContain('Version: 1.10\n');
    const none = await run(botWith('model: {pin: 1.10}', '1.1'), 'select');
    expectEnd(none, 1);
  });

  it('symbols: [NO, ON] are symbols', async () => {
    const yaml = 'trading: {symbols: [NO, ON]}\nmodel: {selection: {min_symbol_coverage: 1}}';
    const { rejected } = JSON.parse((await run(botWith(yaml), 'explain', '--json')).stdout);
    expect(rejected[0].problems).toMatchObject([{ actual: 0, missing: ['NO', 'ON'] }]);
  });
});

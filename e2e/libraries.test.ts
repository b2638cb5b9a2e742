import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expectEnd, runCli } from './support/cli.js';
import { METADATA, modelsFolder, temporaryFolder, writeFiles } from './support/models.js';

/** Models by scikit-learn 1.2.1. */
const EXAMPLES = fileURLToPath(new URL('../examples/trading-bot/models', import.meta.url));
const MADE_WITH = '1.2.1';

function environment(libraries: Readonly<Record<string, string>>): string {
  const folder = join(temporaryFolder(), 'venv');
  const site = 'lib/python3.11/site-packages';
  const notes = Object.entries(libraries).map(([name, version]) => [
    `${site}/${name}-${version}.dist-info/METADATA`,
    '',
  ]);
  writeFiles(folder, { 'pyvenv.cfg': 'version = 3.11.7\n', ...Object.fromEntries(notes) });
  return folder;
}

const FITS = { scikit_learn: '1.2.2', numpy: '1.24.4', joblib: '1.2.0', scipy: '1.10.1' };
const OTHER = { ...FITS, scikit_learn: '1.5.2' };

/** Models of one version, and commands about them. */
function bot(python: string, selection: object = {}) {
  const models = modelsFolder({});
  for (const [artifact, ending] of [
    ['meta_model', 'joblib'],
    ['feature_scaler', 'joblib'],
    ['model_config', 'json'],
  ]) {
    const name = `${artifact}_v2.0.${ending}`;
    cpSync(join(EXAMPLES, name), join(models, name));
  }
  writeFileSync(join(models, 'model_config_v2.0.json'), JSON.stringify(METADATA));
  const config = join(temporaryFolder(), 'config.yaml');
  writeFileSync(config, JSON.stringify({ model: { models_dir: models, python, selection } }));
  const run = (...words: string[]) =>
    runCli([words[0] as string, '--config', config, ...words.slice(1)]);
  const json = async (...words: string[]) => JSON.parse((await run(...words, '--json')).stdout);
  return { models, config, run, json };
}

const MISMATCH = {
  kind: 'library-mismatch',
  difference: 'version',
  library: 'scikit-learn',
  expected: MADE_WITH,
  actual: '1.5.2',
};

describe('a model that the environment of the bot may not load', () => {
  it('where all fits: nothing is said', async () => {
    const { run, json } = bot(environment(FITS));
    const selected = await run('select');
    expectEnd(selected, 0);
    expect(selected.stderr).toBe('');
    expect((await json('explain')).warnings ?? []).toEqual([]);
    expect((await json('inspect', '2.0')).verdict).toBe('clean');
  });

  it('is selected with a warning, in every command that shows it', async () => {
    const { run, json } = bot(environment(OTHER));
    const selected = await run('select');
    expectEnd(selected, 0);
    expect(selected.stderr).toContain('The model was made with another scikit-learn');
    expect((await run('explain')).stdout).toMatch(/^Libraries +those of .*venv \(warn\)$/m);
    expect((await run('explain')).stdout).toContain(`scikit-learn ${MADE_WITH}, which made`);
    expect((await json('doctor')).problems).toContainEqual(
      expect.objectContaining({ version: '2.0', ...MISMATCH }),
    );
    expect((await json('doctor', '--all')).problems).toContainEqual(
      expect.objectContaining({ version: '2.0', ...MISMATCH }),
    );
    const inspected = await run('inspect', '2.0');
    expectEnd(inspected, 0);
    expect(inspected.stdout).toContain('The model was made with another scikit-learn');
    expect(await json('inspect', '2.0')).toMatchObject({
      verdict: 'warning',
      libraries: [MISMATCH],
    });
  });

  it('is turned down where that is asked for', async () => {
    const { run, json } = bot(environment(OTHER), { libraries: 'refuse' });
    const selected = await run('select');
    expectEnd(selected, 1);
    expect(selected.stderr).toContain('The model was made with another scikit-learn');
    expect((await json('explain')).rejected).toMatchObject([
      { version: '2.0', problems: [MISMATCH] },
    ]);
    expectEnd(await run('inspect', '2.0'), 1);
  });

  it('is not looked at with off, nor by who names no environment', async () => {
    const { run } = bot(environment(OTHER), { libraries: 'off' });
    expect((await run('select')).stderr).toBe('');
  });

  it('says so where there is no environment, and what is missing in one', async () => {
    const { json } = bot('/nowhere/venv');
    expect((await json('doctor')).problems).toContainEqual(
      expect.objectContaining({ kind: 'library-mismatch', difference: 'environment' }),
    );
    const { scikit_learn, ...others } = FITS;
    const missing = bot(environment(others), { libraries: 'refuse' });
    expect((await missing.json('explain')).rejected[0].problems).toContainEqual(
      expect.objectContaining({ difference: 'missing', library: 'scikit-learn', actual: null }),
    );
    expect(scikit_learn).toBe('1.2.2');
  });

  it('is told of with verify: checksum by what was recorded', async () => {
    const { models, run } = bot(environment(OTHER), { verify: 'checksum' });
    expect((await run('select')).stderr).toBe('');
    const metadata = { ...METADATA, libraries: { 'scikit-learn': '1.9.1' } };
    writeFileSync(join(models, 'model_config_v2.0.json'), JSON.stringify(metadata));
    expect((await run('select')).stderr).toContain('another scikit-learn');
  });
});

describe('what is published', () => {
  const metadataOf = (models: string, version: string) =>
    JSON.parse(readFileSync(join(models, `model_config_v${version}.json`), 'utf8'));

  it('records what it was made with, and keeps what the training wrote', async () => {
    const { models, run } = bot(environment(FITS));
    const out = join(temporaryFolder(), 'out');
    cpSync(models, out, { recursive: true });
    const metadata = { ...METADATA, libraries: { pandas: '1.5.3' } };
    writeFileSync(join(out, 'model_config_v2.0.json'), JSON.stringify(metadata));
    expectEnd(await run('publish', out, '--version', '2.1'), 0);
    expect(metadataOf(models, '2.1').libraries).toEqual({
      'scikit-learn': MADE_WITH,
      pandas: '1.5.3',
    });
  });

  it.each([
    ['warn', 0],
    ['refuse', 4],
  ])('by a training with other libraries than the bot has: %s', async (libraries, status) => {
    const { models, run } = bot(environment(OTHER), { libraries });
    const training = environment({ ...FITS, numpy: '2.1.3' });
    const copy = `for part in meta_model feature_scaler; do
      cp "${models}/\${part}_v2.0.joblib" "$2/\${part}_v$1.joblib"; done
      cp "${models}/model_config_v2.0.json" "$2/model_config_v$1.json"`;
    writeFiles(training, { 'bin/python': '' });
    const words = ['sh', '-c', copy, 'sh', '{version}', '{out}'];
    const before = process.env.VIRTUAL_ENV;
    process.env.VIRTUAL_ENV = training;
    try {
      const trained = await run('train', '--force-train', '--version', '2.1', '--', ...words);
      expectEnd(trained, status);
      expect(trained.stderr).toContain('The model was made with another scikit-learn');
    } finally {
      if (before === undefined) delete process.env.VIRTUAL_ENV;
      else process.env.VIRTUAL_ENV = before;
    }
    if (status !== 0) {
      expect(existsSync(join(models, 'model_config_v2.1.json'))).toBe(false);
      return;
    }
    expect(metadataOf(models, '2.1').libraries).toMatchObject({
      'scikit-learn': MADE_WITH,
      numpy: '2.1.3',
    });
  });
});

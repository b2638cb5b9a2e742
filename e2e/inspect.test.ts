import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expectEnd, runCli } from './support/cli.js';
import { JOBLIB, modelsFolder, temporaryFolder, version } from './support/models.js';
import { spawnToEnd } from './support/spawn.js';

const EXAMPLES = fileURLToPath(new URL('../examples/trading-bot/models', import.meta.url));
const CALL = Buffer.from('cbuiltins\nprint\n(Vhello\ntR.', 'latin1');
const OWN = Buffer.from('\x80\x02csrc.models\nEnsemble\n)\x81.', 'latin1');
const ESCAPES = Buffer.from('cbuil\u001b[2Jtins\npr\u009bint\n(Vhello\ntR.', 'utf8');

const inspect = (...words: string[]) => runCli(['inspect', ...words]);
const json = async (...words: string[]) => JSON.parse((await inspect(...words, '--json')).stdout);
const inExamples = (name: string) => [name, '--models-dir', EXAMPLES];

function fileWith(content: string | Uint8Array): string {
  const file = join(temporaryFolder(), 'a model.joblib');
  writeFileSync(file, content);
  return file;
}

describe('a version', () => {
  it('that is clean: what is in there', async () => {
    const result = await inspect(...inExamples('2.0'));
    expectEnd(result, 0);
    expect(result.stdout).toMatch(/^ {2}scikit-learn {2}\d/m);
    const document = await json(...inExamples('2.0'));
    expect(document).toMatchObject({
      schema: 'model-registry/inspect@1',
      verdict: 'clean',
      disagreements: [],
      files: [
        {
          artifact: 'model',
          verdict: 'clean',
          estimator: 'sklearn.ensemble._gb.GradientBoostingClassifier',
          versions: { sklearn: expect.stringMatching(/^\d/), xgboost: null },
          feature_count: 18,
          classes: [0, 1],
          checksum_mismatch: null,
        },
        {
          artifact: 'scaler',
          estimator: 'sklearn.preprocessing._data.StandardScaler',
          feature_count: 18,
        },
      ],
    });
    const grades = document.findings.map(({ grade }: { grade: string }) => grade);
    expect(new Set(grades)).toEqual(new Set(['information']));
  });

  it('with a hostile call behind the arrays of a real model', async () => {
    const result = await inspect(...inExamples('2.1'));
    expectEnd(result, 1);
    expect(result.stdout).toContain('Verdict: refused');
    expect(result.stdout).toContain('builtins.print');
    expect(result.stdout).not.toContain('this was printed');
  });

  it('whose model was replaced after it was recorded', async () => {
    const { verdict, files } = await json(...inExamples('2.2'));
    expect(verdict).toBe('refused');
    expect(files[0].checksum_mismatch).toMatchObject({ kind: 'checksum-mismatch' });
    expect((await inspect(...inExamples('2.2'))).status).toBe(1);
  });

  it("whose scaler is another model's: a warning, and a refusal with strict", async () => {
    const dir = modelsFolder({ 'model_config_v1.0.json': '{"features": ["a"]}' });
    copyFileSync(join(EXAMPLES, 'meta_model_v2.0.joblib'), join(dir, 'meta_model_v1.0.joblib'));
    copyFileSync(
      join(EXAMPLES, 'feature_scaler_v1.1.joblib'),
      join(dir, 'feature_scaler_v1.0.joblib'),
    );
    expect(await json('1.0', '--models-dir', dir)).toMatchObject({
      verdict: 'warning',
      disagreements: [
        {
          kind: 'feature-mismatch',
          between: ['model', 'scaler'],
          difference: 'count',
          values: ['18', '13'],
        },
        { between: ['model', 'metadata'], values: ['18', '1'] },
        { between: ['scaler', 'metadata'], values: ['13', '1'] },
      ],
    });
    expect((await inspect('1.0', '--models-dir', dir)).status).toBe(0);
    expect((await inspect('1.0', '--models-dir', dir, '--verify', 'strict')).status).toBe(1);
    const select = async (verify: string) =>
      (await runCli(['select', '--no-config', '--models-dir', dir, '--verify', verify])).status;
    expect([await select('inspect'), await select('strict')]).toEqual([0, 1]);
    const { stdout } = await runCli(['explain', '--models-dir', dir]);
    expect(stdout).toContain('model and scaler disagree about the features');
  });

  it('without a scaler: the model alone', async () => {
    const dir = modelsFolder({ 'meta_model_v1.0.joblib': JOBLIB });
    expect((await json('1.0', '--models-dir', dir)).files).toMatchObject([{ artifact: 'model' }]);
  });

  it.each([
    ['7.0', 2, 'there is no version 7.0'],
    ['no-such-file', 2, 'there is no file no-such-file, and it is no version'],
  ])('%s: exit status %i', async (what, status, words) => {
    const result = await inspect(what, '--models-dir', modelsFolder(version('1.0')));
    expectEnd(result, status);
    expect(result.stderr).toContain(words);
  });

  it('of which only the config file is there', async () => {
    const dir = modelsFolder({ 'model_config_v1.0.json': '{}' });
    const result = await inspect('1.0', '--models-dir', dir);
    expectEnd(result, 1);
    expect(result.stderr).toContain('no model and no scaler');
  });
});

describe('a file', () => {
  it.each([
    ['a clean one', JOBLIB, 0, 'Verdict: clean'],
    ['a call', CALL, 1, 'builtins.print'],
    ["a bot's own class", OWN, 0, 'Verdict: warning'],
    ['text', 'hello', 1, 'This is a text file, not a model'],
    ['nothing', '', 1, 'This is an empty file, not a model'],
    ['names with control characters', ESCAPES, 1, 'Verdict: refused'],
  ])('%s', async (_, content, status, words) => {
    const result = await inspect(fileWith(content));
    expectEnd(result, status);
    expect(result.stdout).toContain(words);
    for (const line of result.stdout.split('\n').slice(2)) {
      expect(line.startsWith('file') || line.length <= 80, line).toBe(true);
    }
  });

  it('a class that the config trusts is no warning', async () => {
    const config = join(temporaryFolder(), 'config.yaml');
    writeFileSync(config, 'model: {selection: {trusted_globals: [src.models.Ensemble]}}');
    expect((await json(fileWith(OWN), '--config', config)).verdict).toBe('clean');
  });

  it('a symlink that was named is followed; other things are no files', async () => {
    const folder = temporaryFolder();
    symlinkSync(fileWith(JOBLIB), join(folder, 'link'));
    mkdirSync(join(folder, 'directory'));
    spawnToEnd('mkfifo', [join(folder, 'fifo')]);
    const verdicts = await Promise.all(
      ['link', 'directory', 'fifo'].map(async (name) => (await json(join(folder, name))).verdict),
    );
    expect(verdicts).toEqual(['clean', 'refused', 'refused']);
  });
});

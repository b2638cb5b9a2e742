import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../packages/fs-scanner/src/index.js';
import { runCli } from './support/cli.js';
import { METADATA, modelsFolder, sharedFolder, temporaryFolder } from './support/models.js';
import { itWithPython } from './support/python.js';

const MODULES = ['sklearn', 'joblib', 'numpy', 'venv'];
const ASK = `import json, sys
from importlib.metadata import version, PackageNotFoundError
found = {}
for name in ('scikit-learn', 'numpy', 'scipy', 'joblib', 'xgboost', 'lightgbm', 'pandas'):
    try: found[name] = version(name)
    except PackageNotFoundError: pass
json.dump(found, sys.stdout)`;

function succeed(program: string, words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${stderr}`);
  return stdout;
}

itWithPython(
  'a virtual environment has what its own Python says that it has',
  MODULES,
  (python) => {
    const folder = temporaryFolder();
    for (const words of [['--system-site-packages'], []]) {
      const venv = join(folder, `venv${words.length}`);
      succeed(python, ['-m', 'venv', '--without-pip', ...words, venv]);
      const told = JSON.parse(succeed(join(venv, 'bin/python'), ['-c', ASK]));
      expect(readEnvironment(venv)).toEqual(told);
      expect(readEnvironment(join(venv, 'bin/python'))).toEqual(told);
    }
  },
);

/** Made by pip, in this order, for the proofs: that takes minutes, and the package index. */
const STACKS: Readonly<Record<string, readonly string[]>> = {
  'scikit-learn 1.2, numpy 1.24': ['scikit-learn==1.2.2', 'numpy==1.24.4', 'scipy==1.10.1'],
  'scikit-learn 1.5, numpy 1.26': ['scikit-learn==1.5.2', 'numpy==1.26.4', 'scipy==1.13.1'],
  'scikit-learn 1.5, numpy 2.1': ['scikit-learn==1.5.2', 'numpy==2.1.3', 'scipy==1.14.1'],
  'scikit-learn 1.9, numpy 2.4': ['scikit-learn==1.9.1', 'numpy==2.4.6', 'scipy==1.17.1'],
};

const MAKE = `import sys, joblib, json, numpy as np
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.ensemble import *
from sklearn.linear_model import LogisticRegression
X = np.random.RandomState(0).rand(60, 4)
Y = (X[:, 0] > .5).astype(int)
for name, model in dict(
        logistic=LogisticRegression(), forest=RandomForestClassifier(5, random_state=0),
        boosted=GradientBoostingClassifier(n_estimators=3, random_state=0),
        hist=HistGradientBoostingClassifier(max_iter=5, random_state=0)).items():
    model = make_pipeline(StandardScaler(), model).fit(X, Y)
    joblib.dump(model, f'{sys.argv[1]}/{name}.joblib')`;

const LOAD = `import sys, os, joblib, json, warnings, numpy as np
X = np.random.RandomState(0).rand(60, 4)
found = {}
for file in sorted(os.listdir(sys.argv[1])):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter('always')
        try:
            joblib.load(f'{sys.argv[1]}/{file}').predict_proba(X)
            # numpy 2 names its modules anew, and reads the old ones.
            told = [one for one in told if not issubclass(one.category, DeprecationWarning)]
            found[file] = 'warns' if told else 'loads'
        except Exception as error:
            found[file] = 'fails'
json.dump(found, sys.stdout)`;

const isFull = process.env.PROOFS === 'full';
const hasPython = spawnSync('python3.11', ['-m', 'venv', '-h']).status === 0;
const why = !isFull ? 'for PROOFS=full' : hasPython ? null : 'this machine has no python3.11';

describe.skipIf(why !== null)(`real environments${why ? ` (skipped: ${why})` : ''}`, () => {
  const names = Object.keys(STACKS);
  const folder = sharedFolder();
  const venvOf = (name: string) => join(folder, `venv-${names.indexOf(name)}`);
  const madeBy = (name: string) => join(folder, `made-${names.indexOf(name)}`);
  beforeAll(() => {
    for (const [name, requirements] of Object.entries(STACKS)) {
      succeed('python3.11', ['-m', 'venv', venvOf(name)]);
      succeed(join(venvOf(name), 'bin/pip'), ['install', '-q', 'joblib', ...requirements]);
      mkdirSync(madeBy(name));
      succeed(join(venvOf(name), 'bin/python'), ['-c', MAKE, madeBy(name)]);
    }
  });

  /** Whether `inspect` foresees that a model may not be loaded. */
  async function foreseen(model: string, python: string): Promise<boolean> {
    const models = modelsFolder({ 'meta_v1.json': JSON.stringify(METADATA) });
    cpSync(model, join(models, 'model_v1.joblib'));
    const layout = {
      version: 'integer',
      model: 'model_v{version}.joblib',
      scaler: null,
      config: 'meta_v{version}.json',
    };
    const config = join(temporaryFolder(), 'config.yaml');
    writeFileSync(config, JSON.stringify({ model: { models_dir: models, python, layout } }));
    const { stdout } = await runCli(['inspect', '1', '--json', '--config', config]);
    return JSON.parse(stdout).libraries.length > 0;
  }

  it.each(names.flatMap((maker) => names.map((loader) => [maker, loader] as const)))(
    'by %s, loaded with %s: what is foreseen happens',
    async (maker, loader) => {
      const python = join(venvOf(loader), 'bin/python');
      const happens = JSON.parse(succeed(python, ['-c', LOAD, madeBy(maker)]));
      const found: string[] = [];
      for (const file of readdirSync(madeBy(maker))) {
        const isForeseen = await foreseen(join(madeBy(maker), file), venvOf(loader));
        // What nothing is said of loads, and without a word.
        if (!isForeseen) expect(happens[file], file).toBe('loads');
        found.push(`${isForeseen} ${happens[file]}`);
      }
      // What all models of an environment are warned of, some of them show.
      if (found.every((one) => one.startsWith('true'))) {
        expect(found.some((one) => one !== 'true loads')).toBe(true);
      }
      expect(new Set(found.map((one) => one.split(' ')[0])).size).toBe(1);
    },
  );
});

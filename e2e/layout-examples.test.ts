import { cpSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { modelsIn } from './support/bot.js';
import { expectEnd, runCli } from './support/cli.js';
import { temporaryFolder } from './support/models.js';
import { itWithPython } from './support/python.js';
import { SCIKIT } from './support/scikit.js';

/** A copy of an example, as somebody tries it. */
function example(name: string) {
  const cwd = temporaryFolder();
  cpSync(fileURLToPath(new URL(`../examples/layouts/${name}`, import.meta.url)), cwd, {
    recursive: true,
  });
  return {
    cwd,
    run: (words: readonly string[]) => runCli(words, { cwd }),
    /** Trains for real, keeps what came of it, and trains that anew: scikit-learn takes long to be loaded. */
    trainTwice: async (python: string) => {
      const once = '"$0" train.py "$1" "$2" && cp -r "$2" made && echo "$1" >version';
      const again = `
old=$(cat version)
cd made
for path in $(find . -type f); do
  to="$2/$(echo "$path" | sed "s/$old/$1/")"
  mkdir -p "$(dirname "$to")"
  case "$path" in
    *meta*.json) sed 's/"version": "*'"$old"'"*/"version": '"$3$1$3"'/' "$path" >"$to" ;;
    *) cp "$path" "$to" ;;
  esac
done`;
      const quote = name === 'integers' ? '' : '"';
      const words = [python, '{version}', '{out}', quote];
      expectEnd(await runCli(['train', '--', 'sh', '-ec', once, ...words], { cwd }), 0);
      const forced = ['train', '--force-train', '--', 'sh', '-ec', again, ...words];
      expectEnd(await runCli(forced, { cwd }), 0);
    },
    files: () => Object.keys(modelsIn(join(cwd, 'models'))).sort(),
  };
}

describe('examples/layouts', () => {
  itWithPython('integers', SCIKIT, async (python) => {
    const { cwd, run, files, trainTwice } = example('integers');
    await trainTwice(python);
    expect(files()).toEqual(['meta_v1.json', 'meta_v2.json', 'model_v1.pkl', 'model_v2.pkl']);
    const selected = JSON.parse((await run(['select', '--verify', 'strict', '--json'])).stdout);
    expect(selected).toMatchObject({ selected: { version: '2' } });
    expect(JSON.parse((await run(['doctor', '--json'])).stdout).problems).toEqual([]);
    // Without a scaler the model's features are compared with the metadata's.
    const meta = join(cwd, 'models/meta_v2.json');
    const metadata = JSON.parse(readFileSync(meta, 'utf8'));
    writeFileSync(meta, JSON.stringify({ ...metadata, features: ['one', 'two'] }));
    const strict = JSON.parse((await run(['select', '--verify', 'strict', '--json'])).stdout);
    expect(strict).toMatchObject({ selected: { version: '1' } });
    const inspected = JSON.parse((await run(['inspect', '2', '--json'])).stdout);
    expect(inspected.disagreements).toMatchObject([{ between: ['model', 'metadata'] }]);
  });

  itWithPython('families', SCIKIT, async (python) => {
    const { run, files } = example('families');
    for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
      const command = ['--', python, 'train.py', symbol, '{version}', '{out}'];
      expectEnd(await run(['train', '--set', `symbol=${symbol}`, ...command]), 0);
    }
    expect(files()).toHaveLength(6);
    const paths = await run(['select', '--set', 'symbol=ETHUSDT', '--verify', 'strict', '--paths']);
    expectEnd(paths, 0);
    expect(paths.stdout).toContain('models/ETHUSDT_1h_scaler_v1.0.joblib\n');
  });

  itWithPython('timestamps', ['lightgbm', ...SCIKIT], async (python) => {
    const { run, files, trainTwice } = example('timestamps');
    await trainTwice(python);
    const versions = [...new Set(files().map((file) => file.split('/')[0]))];
    expect(versions).toEqual([0, 1].map(() => expect.stringMatching(/^20\d{6}_\d{6}$/)));
    expect(files()).toEqual(versions.flatMap((each) => [`${each}/meta.json`, `${each}/model.pkl`]));
    const paths = await run(['select', '--verify', 'strict', '--paths']);
    expectEnd(paths, 0);
    expect(paths.stdout).toContain(`models/${versions[1]}/model.pkl\n`);
    expect(JSON.parse((await run(['doctor', '--json'])).stdout).problems).toEqual([]);
  });

  itWithPython('ensemble', ['xgboost', ...SCIKIT], async (python) => {
    const { cwd, run, files, trainTwice } = example('ensemble');
    await trainTwice(python);
    const names = ['category_encoding.json', 'ensemble.joblib', 'metadata.json', 'scaler.joblib'];
    expect(files()).toEqual(
      ['1.0', '1.1'].flatMap((each) =>
        [...names, 'xgb_model.json'].map((name) => `${each}/${name}`),
      ),
    );
    const select = ['select', '--verify', 'strict', '--json'];
    const { selected } = JSON.parse((await run(select)).stdout);
    expect(selected).toMatchObject({ version: '1.1', metadata: { version: '1.1' } });
    expect(Object.keys(selected.metadata.artifacts).sort()).toEqual([
      'category_encoding.json',
      'model',
      'scaler',
      'xgb_model.json',
    ]);
    const changed = selected.companion_paths['category_encoding.json'];
    expect(changed).toBe(join(realpathSync(cwd), 'models/1.1/category_encoding.json'));
    writeFileSync(changed, '{"BTCUSDT": 2}');
    expect(JSON.parse((await run(select)).stdout)).toMatchObject({ selected: { version: '1.0' } });
  });
});

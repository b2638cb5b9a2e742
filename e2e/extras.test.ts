import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bot, filesIn, stagedIn, training } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { version, writeFiles } from './support/models.js';
import { botWith, retrain } from './support/retrain.js';

const MORE = `write && echo e > "$out/label_encoder_v$v.joblib" && mkdir "$out/plots" &&
echo p > "$out/plots/importance.png" && ln -s /etc/hostname "$out/link"`;

it('what a training leaves beside the files of its version is named, and kept', async () => {
  const own = bot();
  const result = await own.run(['train', ...training(MORE)]);
  expectEnd(result, 0);
  const folder = join(own.models, '.registry/extras/1.0');
  expect(result.stderr).toContain(`kept in ${folder}: label_encoder_v1.0.joblib, plots/`);
  expect(result.stderr).toContain('not kept, since they are links or no regular files: link');
  expect(Object.keys(filesIn(folder)).sort()).toEqual([
    'label_encoder_v1.0.joblib',
    'plots/importance.png',
  ]);
  expect(stagedIn(own)).toEqual([]);
  const extras = async (script?: string) => {
    const words = ['train', '--json', '--force-train', ...training(script)];
    return JSON.parse((await own.run(words)).stdout).extras;
  };
  expect(await extras(MORE)).toMatchObject({
    action: 'kept',
    names: ['label_encoder_v1.1.joblib', 'plots/'],
    dropped: ['link'],
  });
  expect(await extras()).toBeNull();
});

it('publish leaves them in the folder, and says so', async () => {
  const own = bot();
  const files = { ...version('2.0'), 'notes.txt': 'x', 'plots/a.png': 'p' };
  writeFiles(join(own.cwd, 'out'), files);
  const result = await own.run(['publish', 'out']);
  expectEnd(result, 0);
  expect(result.stderr).toContain(`left in ${join(own.cwd, 'out')}: notes.txt, plots/`);
  expect(filesIn(join(own.cwd, 'out'))).toEqual(files);
});

it('publish of what a training left in staging keeps them, before the folder is removed', async () => {
  const own = bot();
  const failed = await own.run(['train', ...training(`${MORE}; exit 1`)]);
  expectEnd(failed, 4);
  const [run = ''] = stagedIn(own);
  const folder = join(own.models, '.registry/staging', run);
  const document = await own.json(['publish', folder, '--version', '3.0']);
  expect(document.extras).toMatchObject({
    folder: join(own.models, '.registry/extras/3.0'),
    names: ['label_encoder_v1.0.joblib', 'plots/'],
  });
  expect(stagedIn(own)).toEqual([]);
});

it('the scheduler keeps them too', async () => {
  const own = botWith({ command: ['sh', '-c', SCRIPT, 'sh', '{version}', '{out}'] });
  const result = await retrain(own, '--force', '--json');
  expect(result.status).toBe(0);
  expect(JSON.parse(result.stdout).extras).toMatchObject({ names: ['plots/'] });
  const [kept = ''] = readdirSync(join(own.dir, 'models/.registry/extras'));
  expect(filesIn(join(own.dir, 'models/.registry/extras', kept))).toEqual({ 'plots/a.png': 'p\n' });
});

const SCRIPT = `
for name in meta_model feature_scaler; do printf 'N.' > "$2/\${name}_v$1.joblib"; done
cat > "$2/model_config_v$1.json" <<'END'
{"training_mode": "multi_symbol", "training_end_timestamp": "2026-03-30T12:00:00Z", "trained_symbols": ["BTCUSDT", "ETHUSDT"]}
END
mkdir "$2/plots" && echo p > "$2/plots/a.png"`;

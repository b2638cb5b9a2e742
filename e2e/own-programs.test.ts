import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bot } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { version } from './support/models.js';
import { NODE } from './support/node.js';

/** A training in which the PATH stands that its command got. */
const TRAINER = `
const { writeFileSync } = require('node:fs');
const { MODEL_REGISTRY_OUT: out, MODEL_REGISTRY_VERSION: version, PATH } = process.env;
const name = (artifact, extension) => out + '/' + artifact + '_v' + version + '.' + extension;
writeFileSync(name('meta_model', 'joblib'), 'N.');
writeFileSync(name('feature_scaler', 'joblib'), 'N.');
const metadata = { training_end_timestamp: '2025-12-01', path: PATH };
writeFileSync(name('model_config', 'json'), JSON.stringify(metadata));
`;

it('pin and train find flock though the PATH is an empty folder, which the command gets as it is', () => {
  const own = bot(version('1.0'));
  const PATH = join(own.cwd, 'empty');
  mkdirSync(PATH);
  const run = (...words: string[]) => own.spawn(words, { env: { PATH } });
  expectEnd(run('pin', '1.0'), 0);
  expectEnd(run('unpin'), 0);
  expectEnd(run('train', '--force-train', '--', NODE, '-e', TRAINER), 0);
  const { stdout } = run('list', '--json');
  expect(JSON.parse(stdout).models[1].metadata).toMatchObject({ path: PATH });
  const misspelt = run('train', '--force-train', '--', 'sh', '-c', 'true');
  expectEnd(misspelt, 4);
  expect(misspelt.stderr).toContain('there is no program sh in the PATH');
});

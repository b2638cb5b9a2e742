import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bot, filesIn, inFolder, modelsIn, sha256, stagedIn, training } from './support/bot.js';
import { CLI, expectEnd } from './support/cli.js';
import { METADATA, version, writeFiles } from './support/models.js';
import { NODE } from './support/node.js';

const FORCED = ['train', '--force-train'];
/** Of a training command that prints nothing. */
const SILENT = { isSilent: true };

describe('which version is trained', () => {
  it.each([
    { there: [], words: [], trains: '1.0' },
    { there: ['1.0'], words: ['--force-train'], trains: '1.1' },
    { there: ['1.9'], words: ['--force-train'], trains: '1.10' },
    { there: ['1.0'], words: ['--force-train', '--version', '2.0'], trains: '2.0' },
    { there: ['1.0'], words: ['--force-train', '--version', '0.9'], trains: '0.9' },
    { there: [], words: ['--version', '2.0'], trains: '2.0' },
    { there: ['1.0'], words: [], trains: null },
    { there: ['1.0'], words: ['--version', '2.0'], trains: null },
    { there: ['1.0'], words: ['--version', '1.0'], trains: null },
  ])('with $there, train $words: $trains', async ({ there, words, trains }) => {
    const { models, run } = bot(Object.assign({}, ...there.map((each) => version(each))));
    const before = filesIn(models);
    const result = await run(['train', ...words, ...training('echo ran; write')]);
    expectEnd(result, 0);
    if (trains === null) {
      expect(result.stdout).not.toContain('ran\n');
      expect(result.stdout).toMatch(/^Version: 1\.0$/m);
      expect(result.stdout).toContain('--force-train trains anyway');
      expect(filesIn(models)).toEqual(before);
    } else {
      expect(result.stdout).toMatch(/^ran\n/);
      expect(result.stdout).toContain(`Published ${trains}:`);
      expect(modelsIn(models)).toMatchObject({ ...before });
      expect(Object.keys(modelsIn(models))).toHaveLength(3 * (there.length + 1));
    }
  });
});

describe('a model that is published, and that the gates then turn down', () => {
  const STRICT = 'model: {training_mode: multi_symbol}\ntrading: {symbols: [A]}';

  it('exits 1 and gives every reason', async () => {
    const own = bot({}, STRICT);
    const result = await own.run(['train', ...training()]);
    expectEnd(result, 1);
    expect(result.stdout).toContain('no version is selected, since 1.0 is turned down:');
    expect(result.stdout).toContain('The training mode differs from the config');
    expect(result.stdout).toContain('to do     Train a multi_symbol model');
    expect(Object.keys(modelsIn(own.models))).toHaveLength(3);
  });

  it('names the reasons in the document', async () => {
    const own = bot({}, STRICT);
    const result = await own.run(['train', '--json', ...training()]);
    expectEnd(result, 1);
    expect(JSON.parse(result.stdout)).toMatchObject({
      action: 'published',
      selected_version: null,
      problems: [{ kind: 'training-mode-mismatch' }],
    });
  });

  it('exits 0 where only another version is pinned', async () => {
    const own = bot(version('1.0'), 'model: {pin: "1.0"}');
    const result = await own.run([...FORCED, ...training()], SILENT);
    expectEnd(result, 0);
    expect(result.stdout).toContain('Published 1.1: 1.0 is selected (');
  });
});

/** One file of version 1.1, wherever versions are kept. */
const PLACES = [
  'meta_model_v1.1.joblib',
  'feature_scaler_v1.1.joblib',
  'model_config_v1.1.json',
  'archive/meta_model_v1.1.joblib',
  'archive/model_config_v1.1.json',
  '.registry/rejected/1.1/reasons.json',
];

describe('a version of which any file exists is taken', () => {
  it.each(PLACES)('%s', async (place) => {
    const precious = { ...version('1.0'), [place]: 'precious' };
    const { models, run } = bot(precious);
    const asked = await run(
      [...FORCED, '--version', '1.1', ...training('echo ran > ran; write')],
      SILENT,
    );
    expectEnd(asked, 2);
    expect(asked.stderr).toContain('--version 1.1: files of it exist');
    expect(filesIn(models)).toEqual(precious);
    const derived = await run([...FORCED, ...training()], SILENT);
    expectEnd(derived, 0);
    expect(derived.stdout).toContain('Published 1.2:');
    expect(filesIn(models)).toMatchObject(precious);
  });
});

describe('a command that writes into the models directory, and not into {out}', () => {
  it.each([
    ['', 'the training command wrote into the models directory, and not into {out}'],
    ['; exit 7', 'the training command ended with exit status 7'],
  ])('%s: what it made is not live, and kept', async (end, says) => {
    const own = bot(version('1.0'));
    const result = await own.run([...FORCED, ...training(`out=models; write${end}`)], SILENT);
    expectEnd(result, 4);
    expect(result.stderr).toContain(says);
    expect(result.stderr).toContain(
      `files came into ${own.models}: feature_scaler_v1.1.joblib, meta_model_v1.1.joblib, model_config_v1.1.json`,
    );
    expect(result.stderr).toContain('needs --in-place');
    expect(modelsIn(own.models)).toEqual(version('1.0'));
    const [, folder = ''] = /model-registry publish (\S+)/.exec(result.stderr) ?? [];
    expectEnd(await own.run(['publish', folder]), 0);
    expect((await own.json(['select'])).selected).toMatchObject({ version: '1.1' });
  });

  it('one that fails and leaves nothing waits for no lock to say so', async () => {
    const own = bot(version('1.0'));
    const lock = 'models/.registry/store.lock';
    const hold = `flock -F ${lock} sleep 60 >&- 2>&- <&- & echo $! > holder`;
    const script = `${hold}; while flock -n ${lock} true; do :; done; exit 7`;
    const result = await own.run([...FORCED, ...training(script)]);
    process.kill(Number(readFileSync(join(own.cwd, 'holder'), 'utf8')), 'SIGKILL');
    expectEnd(result, 4);
    expect(result.stderr).toContain('the training command ended with exit status 7');
  });

  it('what somebody else published meanwhile stays', async () => {
    const own = bot({ ...version('1.0'), ...inFolder('made', version('1.1')) });
    const publish = `'${NODE}' '${CLI}' publish models/made`;
    const result = await own.run([...FORCED, ...training(publish)]);
    expectEnd(result, 1);
    expect(result.stderr).toContain('the version was taken while it was trained');
    expect((await own.json(['select'])).selected).toMatchObject({ version: '1.1' });
  });
});

describe('a command that gives its files other names', () => {
  const NAMES = 'cd "$out" && touch ensemble.pkl "$(printf \'\\033[2J\').pkl" a b c d e';

  it('is told which ones are there, beside those that are expected', async () => {
    const result = await bot(version('1.0')).run([...FORCED, ...training(NAMES)], SILENT);
    expectEnd(result, 4);
    const said = result.stderr.replace(/^model-registry: /gm, '').replace(/\s+/g, ' ');
    expect(said).toContain(
      'The model file is missing expected meta_model_v1.1.joblib found no such file, but: \\u001b[2J.pkl, ensemble.pkl, a, b, c, and 2 more',
    );
    expect(said).toContain(
      'removed with {out}, since no version is whole there: \\u001b[2J.pkl, ensemble.pkl',
    );
  });

  it('in the document too', async () => {
    const own = bot(version('1.0'));
    const { stdout } = await own.run([...FORCED, '--json', ...training(NAMES)], SILENT);
    const { failure, appeared } = JSON.parse(stdout);
    expect(failure).toMatchObject({ instead: { names: { length: 5 }, more: 2 } });
    expect(appeared).toEqual({ names: [], more: 0 });
  });
});

describe('a command that counts its own way', () => {
  const OWN = `write "$v" '{"version": "BTCUSDT_20251204"}'`;
  const configOf = (models: string) =>
    JSON.parse(readFileSync(join(models, 'model_config_v1.1.json'), 'utf8'));

  it('fails, is told of --restamp, and what it made can be published with that', async () => {
    const own = bot(version('1.0'));
    const result = await own.run([...FORCED, ...training(OWN)], SILENT);
    expectEnd(result, 4);
    expect(result.stderr.replace(/\s+/g, ' ')).toContain('add --restamp');
    expect(result.stderr.replace(/\s+/g, ' ')).toContain('[--version X.Y] --restamp, or delete');
    const [, folder = ''] = /model-registry publish (\S+)/.exec(result.stderr) ?? [];
    expectEnd(await own.run(['publish', folder, '--restamp']), 0);
    expect(configOf(own.models)).toMatchObject({ version_before: 'BTCUSDT_20251204' });
  });

  it.each([[[]], [['--in-place']]])('--restamp %j', async (words) => {
    const own = bot(version('1.0'));
    expectEnd(await own.run([...FORCED, '--restamp', ...words, ...training(OWN)], SILENT), 0);
    const stamped = { version: '1.1', version_before: 'BTCUSDT_20251204' };
    expect(configOf(own.models)).toMatchObject(stamped);
  });
});

it('a version that somebody takes while it is trained stays theirs', async () => {
  const own = bot(version('1.0'));
  const script = 'write; printf precious > models/feature_scaler_v1.1.joblib';
  const result = await own.run([...FORCED, '--json', ...training(script)], SILENT);
  expectEnd(result, 1);
  expect(result.stderr).toContain('1.1 is not published: the version was taken while it was');
  const { kept, out, ...rest } = JSON.parse(result.stdout);
  expect(rest).toMatchObject({ action: 'failed', failure: { kind: 'version-taken' } });
  expect(kept).toEqual(['1.1']);
  expect(modelsIn(own.models)).toEqual({
    ...version('1.0'),
    'feature_scaler_v1.1.joblib': 'precious',
  });
  expectEnd(await own.run(['publish', out, '--version', '1.2']), 0);
  expect((await own.json(['select'])).selected).toMatchObject({ version: '1.2' });
  expect(stagedIn(own)).toEqual([]);
});

describe('--in-place', () => {
  it('publishes what the command wrote into the models directory', async () => {
    const { models, run } = bot(version('1.0'));
    const result = await run(
      [...FORCED, '--in-place', ...training('test "$out" -ef models && write')],
      SILENT,
    );
    expectEnd(result, 0);
    expect(result.stdout).toContain('Published 1.1: it is selected now');
    expect(modelsIn(models)).toMatchObject(version('1.0'));
    const config = JSON.parse(readFileSync(join(models, 'model_config_v1.1.json'), 'utf8'));
    const model = { sha256: sha256('Vmodel 1.1\n.'), size: 12 };
    expect(config).toMatchObject({ ...METADATA, artifacts: { model } });
  });

  it.each([
    ['changed', 'write 1.0', 'changed: '],
    ['replaced by another file', 'cp models/$m other; mv other models/$m', 'changed: '],
    ['removed', 'rm models/$m', 'removed: '],
    ['changed by a command that fails', 'echo > models/$m; exit 3', 'changed: '],
  ])('a file of an earlier model that is %s: exit 4, by name', async (_, script, says) => {
    const { models, run, json } = bot(version('1.0'));
    const words = `m=meta_model_v1.0.joblib; write; ${script}`;
    const result = await run([...FORCED, '--in-place', ...training(words)], SILENT);
    expectEnd(result, 4);
    expect(result.stderr).toContain('the training command changed files of earlier models');
    expect(result.stderr).toContain(`${says}${join(models, 'meta_model_v1.0.joblib')}`);
    const { entries } = await json(['history']);
    expect(entries).toMatchObject([{ event: 'taken-back', version: '1.1' }]);
  });

  it('is not to blame for what prune moves away meanwhile', async () => {
    const { models, run, cwd } = bot({ ...version('1.0'), ...version('1.1') });
    writeFiles(cwd, { prune: `exec '${NODE}' '${CLI}' prune --keep 1 >&2` });
    expectEnd(await run([...FORCED, '--in-place', ...training('sh prune; write')]), 0);
    expect(readdirSync(join(models, 'archive'))).toHaveLength(3);
  });

  it('what it wrote before it failed stays, and its version is not used again', async () => {
    const { models, run, json } = bot(version('1.0'));
    const words = [...FORCED, '--in-place'];
    expectEnd(
      await run(
        [...words, ...training('echo half > models/meta_model_v1.1.joblib; exit 3')],
        SILENT,
      ),
      4,
    );
    expectEnd(await run([...words, ...training()], SILENT), 0);
    expect(modelsIn(models)).toMatchObject({ 'meta_model_v1.1.joblib': 'half\n' });
    expect((await json(['select'])).selected).toMatchObject({ version: '1.2' });
  });
});

it('prints one JSON document, and what the command says goes to stderr', async () => {
  const { models, run } = bot();
  const trained = await run(['train', '--json', ...training('echo progress; write')]);
  expectEnd(trained, 0);
  expect(trained.stderr).toContain('progress\n');
  const { model, ...document } = JSON.parse(trained.stdout);
  const common = { schema: 'model-registry/train@1' };
  const published = { action: 'published', selected_version: '1.0', problems: [], extras: null };
  const facts = { ...published, warnings: [] };
  expect(document).toEqual({ ...common, ...facts });
  expect(model).toMatchObject({
    version: '1.0',
    model_path: join(models, 'meta_model_v1.0.joblib'),
    exists: true,
    metadata: METADATA,
    problems: [],
  });
  const skipped = JSON.parse((await run(['train', '--json', ...training()])).stdout);
  expect(skipped).toEqual({ ...common, action: 'skipped', model });
});

it('replaces {version} and {out} wherever they stand, sets both names, and uses no shell', async () => {
  const { cwd, run } = bot();
  writeFiles(cwd, { 'train.sh': 'printf "%s\\n" "$@" "$MODEL_REGISTRY_VERSION" > said; exit 1\n' });
  const words = ['{version}{version}', '--out={out}/x', '$HOME; *', '$&', '{VERSION}'];
  expectEnd(await run(['train', '--version', '3.4', '--', 'sh', 'train.sh', ...words]), 4);
  const [twice, out, ...rest] = readFileSync(join(cwd, 'said'), 'utf8').split('\n');
  expect(twice).toBe('3.43.4');
  expect(out).toMatch(/^--out=\/.*\/models\/\.registry\/staging\/run-\w+\/x$/);
  expect(rest).toEqual(['$HOME; *', '$&', '{VERSION}', '3.4', '']);
});

it.each(['train', 'publish'])(
  '%s needs the config file: exit 2, and nothing is made',
  async (verb) => {
    const { cwd, models, run } = bot();
    const words = verb === 'train' ? training('write; echo > ran') : ['models'];
    const result = await run([verb, '--config', 'nowhere.yaml', ...words]);
    expectEnd(result, 2);
    expect(result.stderr).toContain('--config nowhere.yaml: there is no such file');
    const unnamed = await run([verb, ...words], { cwd: models });
    expectEnd(unnamed, 2);
    expect(unnamed.stderr).toContain('there is no config/config.yaml here');
    expect(filesIn(models)).toEqual({});
    expect(existsSync(join(cwd, 'ran'))).toBe(false);
  },
);

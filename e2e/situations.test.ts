import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Bot, bot, inFolder, training } from './support/bot.js';
import { RAW } from './support/cli.js';
import { type Files, METADATA, version, versionWith, writeFiles } from './support/models.js';

// What a person or an attacker may come upon, in one table: what is done, how it ends, what is said about it,
// and the way out that is named.

interface Situation {
  readonly words: readonly string[];
  readonly status: number;
  /** What has happened, and where: the file, the key, the option. */
  readonly says: readonly string[];
  /** What to do; null where there is nothing. */
  readonly toDo: string | null;
  readonly files?: Files;
  readonly config?: string | null;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly before?: (own: Bot) => unknown;
}

const TWO = { ...version('1.0'), ...version('1.1') };
const EVIL = "cos\nsystem\n(S'true'\ntR.";
const ESCAPE = '\u001b[2J\u202e';

function toNowhere(path: string): void {
  rmSync(path, { recursive: true });
  symlinkSync('/nowhere', path);
}

const situations: Record<string, Situation> = {
  // The command line
  'no word at all': {
    words: [],
    status: 0,
    says: ['Usage: model-registry COMMAND'],
    toDo: 'See what is there:',
  },
  help: {
    words: ['help'],
    status: 0,
    says: ['Usage: model-registry COMMAND'],
    toDo: 'See what is there:',
  },
  'help of a command': {
    words: ['help', 'pin'],
    status: 0,
    says: ['Usage: model-registry pin VERSION'],
    toDo: 'Example',
  },
  'help of no command': {
    words: ['help', 'pim'],
    status: 2,
    says: ['there is no command pim'],
    toDo: 'did you mean pin?',
  },
  version: { words: ['version'], status: 0, says: ['.'], toDo: null },
  '-v': { words: ['-v'], status: 0, says: ['.'], toDo: null },
  'options before the command': {
    words: ['--verify', 'off', '--json', 'list'],
    status: 0,
    says: ['model-registry/list@1'],
    toDo: null,
    files: TWO,
  },
  'a misspelt command': {
    words: ['slect'],
    status: 2,
    says: ['there is no command slect'],
    toDo: 'did you mean select?',
  },
  'a command of another program': {
    words: ['status'],
    status: 2,
    says: ['there is no command status'],
    toDo: '--help lists the commands',
  },
  'a misspelt option': {
    words: ['list', '--shrt'],
    status: 2,
    says: ["Unknown option '--shrt'"],
    toDo: 'did you mean --short?',
  },
  'an option without its value': {
    words: ['list', '--config'],
    status: 2,
    says: ['--config'],
    toDo: 'Usage: model-registry list',
  },
  'a word too many': {
    words: ['list', 'models'],
    status: 2,
    says: ['unexpected argument models'],
    toDo: 'Usage: model-registry list',
  },
  'a version that is missing': {
    words: ['pin'],
    status: 2,
    says: ['VERSION is missing'],
    toDo: 'Usage: model-registry pin VERSION',
  },
  'a version with a v': {
    words: ['pin', 'v1.0'],
    status: 0,
    says: ['Pinned 1.0'],
    toDo: 'Until model-registry unpin',
    files: TWO,
  },
  'a version that is none': {
    words: ['pin', '1'],
    status: 2,
    says: ['version 1: expected MAJOR.MINOR'],
    toDo: 'such as 1.10',
    files: TWO,
  },
  'a version that is not there': {
    words: ['pin', '7.0'],
    status: 2,
    says: ['there is no version 7.0 in'],
    toDo: 'model-registry list',
    files: TWO,
  },
  'an unknown mode of verification': {
    words: ['list', '--verify', 'deep'],
    status: 2,
    says: ['--verify deep'],
    toDo: 'expected one of off, checksum, inspect, strict',
  },
  'a time that is none': {
    words: ['list', '--as-of', 'tomorrow'],
    status: 2,
    says: ['--as-of tomorrow'],
    toDo: 'such as 2026-01-31T12:00:00Z',
  },
  'a wait that is none': {
    words: ['pin', '1.0', '--wait', 'long'],
    status: 2,
    says: ['--wait long'],
    toDo: 'expected seconds, 0 to 86400',
    files: TWO,
  },
  'how many versions stay, and no number': {
    words: ['prune', '--keep', 'all'],
    status: 2,
    says: ['--keep all'],
    toDo: 'such as 5',
    files: TWO,
  },
  'training without a command': {
    words: ['train'],
    status: 2,
    says: ['a command is missing behind --'],
    toDo: 'Usage: model-registry train',
  },
  'two outputs at once': {
    words: ['select', '--paths', '--json'],
    status: 2,
    says: ['--paths and --json'],
    toDo: 'cannot be combined',
    files: TWO,
  },
  'an argument that would clear the screen': {
    words: [`l${ESCAPE}`],
    status: 2,
    says: ['there is no command l\\u001b[2J\\u202e'],
    toDo: '--help',
  },

  // The config file
  'no config file, and a bot that selects': {
    words: ['select', '--paths'],
    status: 2,
    says: ['there is no config/config.yaml here'],
    toDo: '--no-config',
    files: TWO,
    config: null,
  },
  'no config file, and a bot that watches': {
    words: ['watch'],
    status: 2,
    says: ['there is no config/config.yaml here'],
    toDo: '--config FILE',
    files: TWO,
    config: null,
  },
  'no config file, and a list': {
    words: ['list'],
    status: 0,
    says: ['using the defaults'],
    toDo: '--config FILE',
    files: TWO,
    config: null,
  },
  'no config file, and what moves files': {
    words: ['prune', '--keep', '1'],
    status: 2,
    says: ['there is no config/config.yaml here'],
    toDo: '--config FILE',
    files: TWO,
    config: null,
  },
  'a named config that is not there': {
    words: ['list', '--config', 'no.yaml'],
    status: 2,
    says: ['--config no.yaml: there is no such file'],
    toDo: null,
  },
  'a folder for a config': {
    words: ['list', '--config', 'config'],
    status: 3,
    says: ['config file config cannot be read', 'it is a directory'],
    toDo: 'name a file',
  },
  'a misspelt key': {
    words: ['select'],
    status: 0,
    says: ['config/config.yaml', 'model.pinn'],
    toDo: 'model.pin?',
    files: TWO,
    config: 'model: {pinn: "1.0"}',
  },
  'a misspelt section': {
    words: ['select'],
    status: 0,
    says: ['config/config.yaml', 'models'],
    toDo: '(model?)',
    files: TWO,
    config: 'models: {training_mode: multi_symbol}',
  },
  'a key at a wrong level': {
    words: ['doctor'],
    status: 0,
    says: ['model.max_age_days is no key'],
    toDo: 'Correct the key',
    files: TWO,
    config: 'model: {max_age_days: 3}',
  },
  'a whole section at a wrong level': {
    words: ['list'],
    status: 0,
    says: ['selection'],
    toDo: 'model.selection?',
    files: TWO,
    config: 'selection: {max_age_days: 3}',
  },
  'an unknown key under selection': {
    words: ['list'],
    status: 2,
    says: ['model.selection.max_age: unknown key'],
    toDo: 'allowed are required_symbols',
    config: 'model: {selection: {max_age: 3}}',
  },
  'a wrong value': {
    words: ['list'],
    status: 2,
    says: ['model.training_mode', 'found "both"'],
    toDo: 'expected single_symbol or multi_symbol',
    config: 'model: {training_mode: both}',
  },
  'a quote that is never closed': {
    words: ['list'],
    status: 2,
    says: ['config/config.yaml', 'line 2', '(version: …)'],
    toDo: 'closing',
    config: 'model:\n  version: "1.0\ntrading:\n  symbols: [A]\n',
  },
  'a list that is never closed': {
    words: ['list'],
    status: 2,
    says: ['config/config.yaml', 'line 2'],
    toDo: 'end with a ]',
    config: 'trading:\n  symbols: [A, B\n  fee: 1\nrisk:\n  x: 1\n',
  },
  'a line indented too far': {
    words: ['list'],
    status: 2,
    says: ['line 3'],
    toDo: 'must start at the same column',
    config: 'model:\n  version: "1.0"\n   pin: "1.0"\n',
  },
  'a tab': {
    words: ['list'],
    status: 2,
    says: ['line 2'],
    toDo: 'Tabs are not allowed',
    config: 'model:\n\tversion: "1.0"\n',
  },
  'a key twice': {
    words: ['list'],
    status: 2,
    says: ['the key model.pin occurs twice'],
    toDo: null,
    config: 'model: {pin: "1.0", pin: "1.1"}',
  },
  'aliases that expand without measure': {
    words: ['list'],
    status: 2,
    says: ['the aliases expand without measure'],
    toDo: null,
    config: `a: &a [${'x,'.repeat(99)}x]\nb: &b [${'*a,'.repeat(99)}*a]\nc: &c [${'*b,'.repeat(99)}*b]\nd: [*c]\n`,
  },
  'a secret in place of a path': {
    words: ['list'],
    status: 2,
    says: ['model.models_dir holds a ${…} placeholder'],
    toDo: 'write the absolute path',
    config: 'model: {models_dir: "${SECRET}/models"}',
    env: { SECRET: 'hunter2' },
  },
  'a home directory that nobody expands': {
    words: ['list'],
    status: 2,
    says: ['model.models_dir begins with the home directory'],
    toDo: 'write /',
    config: 'model: {models_dir: "~/models"}',
  },
  'a config that is not text': {
    words: ['list', '--config', '-'],
    status: 2,
    says: ['standard input'],
    toDo: null,
    stdin: '\u0000\u0001: [',
  },

  // The models directory
  'no models directory': {
    words: ['list', '--models-dir', 'nowhere'],
    status: 0,
    says: ['there is no models directory at', 'nowhere'],
    toDo: 'Training will be required',
  },
  'a history of nothing': {
    words: ['history', '--models-dir', 'nowhere'],
    status: 0,
    says: ['there is no models directory at', 'nowhere'],
    toDo: null,
  },
  'a pin in no directory': {
    words: ['pin', '1.0', '--models-dir', 'nowhere'],
    status: 2,
    says: ['there is no models directory at'],
    toDo: 'name it with --models-dir DIR',
  },
  'a file for a models directory': {
    words: ['list', '--models-dir', 'config/config.yaml'],
    status: 3,
    says: ['models directory', 'config.yaml cannot be read', 'it is no directory'],
    toDo: 'correct the path',
  },
  'an empty models directory': {
    words: ['select'],
    status: 1,
    says: ['no model versions in'],
    toDo: null,
  },
  'models under other names': {
    words: ['list'],
    status: 0,
    says: ['model.pkl'],
    toDo: 'model-registry doctor --layout proposes',
    files: { 'model.pkl': 'N.' },
  },
  'a half version': {
    words: ['explain'],
    status: 0,
    says: ['The scaler file is missing'],
    toDo: 'Restore the file',
    files: { 'meta_model_v1.0.joblib': 'N.', 'model_config_v1.0.json': '{}' },
  },
  'a folder for a model': {
    words: ['explain'],
    status: 0,
    says: ['The model file is not usable', 'a directory'],
    toDo: 'Put the file itself there',
    files: {
      'meta_model_v1.0.joblib/x': '',
      'feature_scaler_v1.0.joblib': 'N.',
      'model_config_v1.0.json': '{}',
    },
  },
  'a symlink out of the directory': {
    words: ['explain'],
    status: 0,
    says: ['a symlink that leaves the models directory'],
    toDo: 'model.trusted_links',
    files: version('1.0'),
    before: ({ cwd, models }) => {
      rmSync(join(models, 'meta_model_v1.0.joblib'));
      writeFileSync(join(cwd, 'elsewhere'), 'N.');
      symlinkSync(join(cwd, 'elsewhere'), join(models, 'meta_model_v1.0.joblib'));
    },
  },
  'metadata that were cut off': {
    words: ['explain'],
    status: 0,
    says: ["The model's config file cannot be used", 'line 1'],
    toDo: 'Restore the file from a backup',
    files: versionWith('1.0', '{"training_mode": '),
  },
  'metadata that are a list': {
    words: ['explain'],
    status: 0,
    says: ["The model's config file cannot be used"],
    toDo: 'train a new version',
    files: versionWith('1.0', '[]'),
  },
  'metadata that would clear the screen': {
    words: ['list'],
    status: 0,
    says: ['\\u001b[2J\\u202e'],
    toDo: null,
    files: version('1.0', { trained_symbols: [ESCAPE] }),
  },
  'metadata of a million levels': {
    words: ['explain'],
    status: 0,
    says: ["The model's config file cannot be used"],
    toDo: 'Restore the file',
    files: versionWith('1.0', '['.repeat(500_000)),
  },
  'metadata that reach for the prototype': {
    words: ['list'],
    status: 0,
    says: ['Model v1.0'],
    toDo: null,
    files: versionWith('1.0', '{"__proto__": {"training_mode": "multi_symbol"}}'),
  },
  'a date that is still to come': {
    words: ['select'],
    status: 0,
    says: ['version 1.0: training_end_timestamp is in the future'],
    toDo: 'correct it in the config file',
    files: version('1.0', { training_end_timestamp: '2999-01-01' }),
  },
  'a model that runs a command': {
    words: ['select'],
    status: 1,
    says: ['version 1.0 is refused by verification'],
    toDo: 'model-registry explain',
    files: { ...version('1.0'), 'meta_model_v1.0.joblib': EVIL },
  },
  'a web page for a model': {
    words: ['explain'],
    status: 0,
    says: ['a web page, not the file itself'],
    toDo: 'fetch the file again',
    files: { ...version('1.0'), 'meta_model_v1.0.joblib': '<!doctype html><p>404' },
  },
  'a pointer of Git LFS for a model': {
    words: ['explain'],
    status: 0,
    says: ['a Git LFS pointer'],
    toDo: 'run git lfs pull',
    files: {
      ...version('1.0'),
      'meta_model_v1.0.joblib':
        'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
    },
  },
  'a model that was changed since': {
    words: ['explain', '--verify', 'checksum'],
    status: 0,
    says: ['The model file is not the one that was recorded'],
    toDo: 'find out who changed it',
    files: version('1.0', { artifacts: { model: { sha256: '0'.repeat(64), size: 2 } } }),
  },
  'a config file inspected as a model': {
    words: ['inspect', 'config/config.yaml'],
    status: 1,
    says: ['This is a text file, not a model'],
    toDo: 'that joblib.dump wrote',
  },
  'a file to inspect that is not there': {
    words: ['inspect', 'nothing.joblib'],
    status: 2,
    says: ['there is no file nothing.joblib'],
    toDo: 'MAJOR.MINOR',
  },

  // Pins
  'a pin that holds': {
    words: ['select'],
    status: 0,
    says: ['version 1.0 is pinned since'],
    toDo: 'until model-registry unpin',
    files: TWO,
    before: ({ run }) => run(['pin', '1.0']),
  },
  'a pin of the config that holds': {
    words: ['list'],
    status: 0,
    says: ['version 1.0 is pinned by model.pin'],
    toDo: 'until it is removed there',
    files: TWO,
    config: 'model: {pin: "1.0"}',
  },
  'a pin of what is gone': {
    words: ['select'],
    status: 1,
    says: ['the pinned version 7.0 is not there'],
    toDo: 'until it is removed there',
    files: TWO,
    config: 'model: {pin: "7.0"}',
  },
  'a pin file of nonsense': {
    words: ['select'],
    status: 2,
    says: ['pin.json cannot be used'],
    toDo: 'pin a version again, or unpin',
    files: { ...TWO, '.registry/pin.json': '{' },
  },
  'a rollback to nothing': {
    words: ['rollback'],
    status: 1,
    says: ['no version is known that was live before 1.1'],
    toDo: 'use pin VERSION',
    files: TWO,
  },
  'a pin that could not be selected': {
    words: ['pin', '1.0'],
    status: 1,
    says: ['Not pinned: version 1.0', 'The training mode differs'],
    toDo: '--force pins it anyway',
    files: version('1.0', { training_mode: 'multi_symbol' }),
  },

  // Training and publication
  'a model that the gates turn down': {
    words: ['train', ...training()],
    status: 1,
    says: ['no version is selected, since 1.0 is turned down'],
    toDo: 'Train a multi_symbol model',
    config: 'model: {training_mode: multi_symbol}',
  },
  'a training that fails': {
    words: ['train', '--', 'false'],
    status: 4,
    says: ['the training command ended with exit status 1'],
    toDo: null,
  },
  'a training that leaves nothing': {
    words: ['train', '--', 'true'],
    status: 4,
    says: ['version 1.0 is not published', 'The model file is missing'],
    toDo: 'Have the command write this file into {out}',
  },
  'a training program that is not there': {
    words: ['train', '--', 'no-such-program'],
    status: 4,
    says: ['there is no program no-such-program'],
    toDo: 'in the PATH',
  },
  'a version that is taken': {
    words: ['train', '--force-train', '--version', '1.0', ...training()],
    status: 2,
    says: ['--version 1.0: files of it exist'],
    toDo: 'name another one',
    files: TWO,
  },
  'a folder to publish that is empty': {
    words: ['publish', 'made'],
    status: 2,
    says: ['has no version', 'it holds nothing'],
    toDo: 'expected meta_model_v',
    before: ({ cwd }) => mkdirSync(join(cwd, 'made')),
  },
  'a folder to publish that is not there': {
    words: ['publish', 'made'],
    status: 2,
    says: ['there is no folder', 'made'],
    toDo: null,
  },
  'a model to publish that runs a command': {
    words: ['publish', 'made'],
    status: 1,
    says: ['Not published', 'is not safe'],
    toDo: 'Do not load it',
    before: ({ cwd }) =>
      writeFiles(cwd, inFolder('made', { ...version('1.0'), 'meta_model_v1.0.joblib': EVIL })),
  },
  'a version to publish under a number that is taken': {
    words: ['publish', 'made'],
    status: 2,
    says: ['version 1.0'],
    toDo: 'under another number with --version',
    files: TWO,
    before: ({ cwd }) => writeFiles(cwd, inFolder('made', version('1.0'))),
  },
  'keys added to what lacks none': {
    words: ['backfill', '1.0', '--training-mode', 'both'],
    status: 2,
    says: ['--training-mode both'],
    toDo: 'single_symbol or multi_symbol',
    files: versionWith('1.0', JSON.stringify({ ...METADATA })),
  },
  'old versions where one is refused': {
    words: ['prune', '--keep', '1'],
    status: 0,
    says: ['1.1  stays: verification would refuse it', '1.0  stays'],
    toDo: 'model-registry doctor --all',
    files: { ...TWO, 'meta_model_v1.1.joblib': EVIL },
  },

  // At three in the morning
  'a command in capital letters': {
    words: ['LIST'],
    status: 2,
    says: ['there is no command LIST'],
    toDo: 'did you mean list?',
  },
  'an empty word for a command': {
    words: [''],
    status: 2,
    says: ["there is no command ''"],
    toDo: '--help lists the commands',
  },
  'a negative number behind an option': {
    words: ['prune', '--keep', '-1'],
    status: 2,
    says: ["Option '--keep' lacks its value", 'given as --keep=-1'],
    toDo: 'Usage: model-registry prune',
  },
  'a version of very many digits': {
    words: ['pin', '9'.repeat(100_000)],
    status: 2,
    says: ['version 999', '…'],
    toDo: 'expected MAJOR.MINOR',
    files: TWO,
  },
  'a file name for a version': {
    words: ['pin', 'meta_model_v1.0.joblib'],
    status: 2,
    says: ['version meta_model_v1.0.joblib'],
    toDo: 'such as 1.10',
    files: TWO,
  },
  'a figure in percent': {
    words: ['record', '1.0', 'win_rate=40%'],
    status: 2,
    says: ['win_rate=40%'],
    toDo: 'such as win_rate=0.31',
    files: TWO,
  },
  'two lists at once': {
    words: ['list', '--short', '--archived'],
    status: 2,
    says: ['--short and --archived'],
    toDo: 'cannot be combined',
    files: TWO,
  },
  'a path that no system takes': {
    words: ['list', '--models-dir', 'x'.repeat(5_000)],
    status: 3,
    says: ['models directory', 'ENAMETOOLONG: the name is too long'],
    toDo: 'give it a shorter one',
  },
  'a config path that no system takes': {
    words: ['list', '--config', 'x'.repeat(5_000)],
    status: 3,
    says: ['config file', 'ENAMETOOLONG: the name is too long'],
    toDo: 'give it a shorter one',
  },
  'a NUL in a path of the config': {
    words: ['list'],
    status: 2,
    says: ['model.models_dir'],
    toDo: 'expected a path',
    config: 'model: {models_dir: "a\\0b"}',
  },
  'a config that is a symlink to nowhere': {
    words: ['select'],
    status: 2,
    says: ['config/config.yaml is a symlink to /nowhere, and nothing is there'],
    toDo: '--config FILE',
    files: TWO,
    before: ({ cwd }) => {
      rmSync(join(cwd, 'config/config.yaml'));
      symlinkSync('/nowhere', join(cwd, 'config/config.yaml'));
    },
  },
  'a models directory on a volume that is not mounted': {
    words: ['select'],
    status: 1,
    says: ['there is no models directory at', 'the symlink there leads to /nowhere'],
    toDo: 'is its volume mounted?',
    before: ({ models }) => toNowhere(models),
  },
  'a pin on a volume that is not mounted': {
    words: ['pin', '1.0'],
    status: 2,
    says: ['the symlink there leads to /nowhere'],
    toDo: 'is its volume mounted?',
    before: ({ models }) => toNowhere(models),
  },
  'a model that leads nowhere': {
    words: ['explain'],
    status: 0,
    says: ['The model file is not usable', 'a symlink that leads to no file'],
    toDo: 'Put the file itself there',
    files: version('1.0'),
    before: ({ models }) => toNowhere(join(models, 'meta_model_v1.0.joblib')),
  },
  'a file to publish in place of its folder': {
    words: ['publish', 'config/config.yaml'],
    status: 2,
    says: ['config/config.yaml is no folder'],
    toDo: 'name the one with the files of the version',
  },
  'a version to restore that was never away': {
    words: ['restore', '1.0'],
    status: 2,
    says: ['there is no version 1.0 in', 'archive'],
    toDo: 'it is in the models directory already',
    files: TWO,
  },
  'a pin of the config that is in the archive': {
    words: ['select'],
    status: 1,
    says: ['the pinned version 1.0 is in archive/'],
    toDo: 'model-registry restore 1.0 brings it back',
    files: { ...version('1.1'), ...inFolder('archive', version('1.0')) },
    config: 'model: {pin: "1.0"}',
  },
  'metrics into a folder': {
    words: ['metrics', '--out', 'models'],
    status: 3,
    says: ['models cannot be written'],
    toDo: 'name a file',
  },
  'metrics into a folder that is not there': {
    words: ['metrics', '--out', 'no/bot.prom'],
    status: 3,
    says: ['no/bot.prom cannot be written', 'there is no folder no'],
    toDo: 'make it first',
  },
  'metrics over the config': {
    words: ['metrics', '--out', 'config/config.yaml'],
    status: 2,
    says: ['--out config/config.yaml: there is a file that holds no metrics'],
    toDo: 'name another',
  },
  'a list of other bots that is damaged': {
    words: ['prune', '--keep', '0'],
    status: 0,
    says: ['.registry/configs.json cannot be read', 'nothing is moved or deleted'],
    toDo: 'model-registry doctor tells what to do',
    files: { ...TWO, '.registry/configs.json': '{' },
  },
  'a rollback by a journal of nonsense': {
    words: ['rollback'],
    status: 1,
    says: ['no version is known that was live before 1.1', '2 lines of the journal cannot be read'],
    toDo: 'use pin VERSION',
    files: { ...TWO, '.registry/journal.jsonl': 'x\ny\n' },
  },
  'a file where the records are kept': {
    words: ['pin', '1.0'],
    status: 3,
    says: ['.registry is no folder'],
    toDo: 'put one there',
    files: { ...TWO, '.registry': 'x' },
  },
  'a journal that is a folder': {
    words: ['history'],
    status: 3,
    says: ['journal.jsonl cannot be read', 'it is a directory'],
    toDo: 'move the directory away',
    files: { ...TWO, '.registry/journal.jsonl/x': '' },
  },
  'live results of nonsense, and a version to forgive': {
    words: ['forgive', '1.0'],
    status: 1,
    says: ['results.jsonl cannot be used (line 1)', 'nothing was changed'],
    toDo: 'correct or remove the file first',
    files: { ...TWO, '.registry/results.jsonl': 'x\n' },
  },
  'a version to forgive that is not there': {
    words: ['forgive', '9.9'],
    status: 2,
    says: ['there is no version 9.9'],
    toDo: 'model-registry list shows what is there',
  },
  'a folder in place of the note of names': {
    words: ['pin', '1.0'],
    status: 3,
    says: ['names.json is a folder where a file belongs', 'Nothing was done'],
    toDo: 'remove it',
    files: { ...TWO, '.registry/names.json/x': '' },
  },
  'a folder in place of the pin': {
    words: ['pin', '1.0'],
    status: 3,
    says: ['.registry/pin.json: EISDIR'],
    toDo: 'move the directory away',
    files: { ...TWO, '.registry/pin.json/x': '' },
  },
  'a file name with a line end': {
    words: ['doctor'],
    status: 0,
    says: ['meta_model_v1.0\\u000a.joblib belongs to no version'],
    toDo: 'Rename it',
    files: { ...TWO, 'meta_model_v1.0\n.joblib': 'x' },
  },
  'a placeholder that no name has': {
    words: ['list', '--set', 'symbol=BTC'],
    status: 2,
    says: ['--set symbol', 'no name there has {symbol}'],
    toDo: 'expected a placeholder of model.layout',
    files: TWO,
  },
  'no config, and a bot that is pinned for its config': {
    words: ['pin', '1.0', '--for-config'],
    status: 2,
    says: ['--for-config: there is no config file to pin it for'],
    toDo: 'name one with --config',
    files: TWO,
    config: null,
  },
  'another config and directory than usual': {
    words: ['select', '--config', 'other.yaml', '--models-dir', 'm'],
    status: 1,
    says: ['no compatible model'],
    toDo: 'model-registry --config other.yaml --models-dir m explain',
    before: ({ cwd }) =>
      writeFiles(cwd, {
        'other.yaml': 'model: {training_mode: multi_symbol}',
        ...inFolder('m', version('1.0')),
      }),
  },
};

const names = Object.keys(situations);

it('there are a hundred of them and more', () => {
  expect(names.length).toBeGreaterThanOrEqual(100);
});

it.each(names)('%s', async (name) => {
  const situation = situations[name] as Situation;
  const own = bot(situation.files, situation.config ?? undefined);
  if (situation.config === null) rmSync(join(own.cwd, 'config/config.yaml'));
  await situation.before?.(own);
  const { stdin = '', env = {} } = situation;
  const result = await own.run(situation.words, { stdin, env, asShown: true });
  const shown = `${result.stdout}${result.stderr}`;
  expect(result, shown).toMatchObject({ status: situation.status, signal: null });
  const flat = shown.replaceAll(/\s+/g, ' ');
  const squeezed = (text: string) => text.replaceAll(/\s+/g, ' ');
  for (const each of situation.says) expect(flat).toContain(squeezed(each));
  if (situation.toDo !== null) expect(flat).toContain(squeezed(situation.toDo));
  expect(shown).not.toMatch(RAW);
  expect(shown).not.toContain('hunter2');
  // No trace of the program's own, and no code of the system without words behind it.
  expect(shown).not.toMatch(/^\s+at .*:\d+:\d+|undefined|\[object|\bE[A-Z]{3,}\b(?![:,)])/m);
  const isJson = shown.startsWith('{"schema"');
  const tooLong = shown.split('\n').filter((line) => line.length > 80 && !/\S{50}/.test(line));
  if (!isJson) expect(tooLong).toEqual([]);
});

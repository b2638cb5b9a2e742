import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Command, runProgram } from '../src/index.js';
import { greet, io, program } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'complete-'));
afterAll(() => rmSync(folder, { recursive: true }));
const models = join(folder, 'models');
mkdirSync(models);
const NAMES = [
  'meta_model_v1.9.joblib',
  'feature_scaler_v1.9.joblib',
  'model_config_v1.10.json',
  'meta_model_v1.0_backup.joblib',
  'notes.txt',
];
for (const name of NAMES) writeFileSync(join(models, name), '');
mkdirSync(join(models, 'archive'));
writeFileSync(join(models, 'archive/meta_model_v0.9.joblib'), '');
writeFileSync(join(folder, 'config.yaml'), `model: { models_dir: ${models} }\n`);

async function asked(words: readonly string[], more = {}): Promise<string[]> {
  const told = io();
  await runProgram(program(more), ['__complete', ...words], told);
  return told.printed.join('').trimEnd().split('\n');
}

const OPTIONS = ['--config', '--models-dir', '--set', '--json', '--help'];
const names = (lines: readonly string[]) => lines.map((line) => line.split('\t')[0]);

describe('completion offers', () => {
  it.each([
    [[''], ['nothing', 'greet', 'start']],
    [['gr'], ['nothing', 'greet', 'start']],
    [['--'], ['nothing', '--help', '--version']],
    [
      ['greet', '-'],
      ['nothing', ...OPTIONS, '--loud', '--language'],
    ],
    [
      ['greet', 'x', ''],
      ['nothing', ...OPTIONS, '--loud', '--language'],
    ],
    [
      ['greet', '--language', ''],
      ['nothing', 'en', 'de'],
    ],
    [
      ['greet', '--language=d'],
      ['nothing', 'en', 'de'],
    ],
    // As bash takes it apart.
    [
      ['greet', '--language', '=', 'd'],
      ['nothing', 'en', 'de'],
    ],
    [
      ['greet', '--language', '='],
      ['nothing', 'en', 'de'],
    ],
    [['greet', '--config', ''], ['files']],
    [['greet', '--models-dir=x'], ['folders']],
    [
      ['greet', '--models-dir', models, ''],
      ['nothing', '1.10', '1.9'],
    ],
    [
      ['greet', '--config', join(folder, 'config.yaml'), ''],
      ['nothing', '1.10', '1.9'],
    ],
    [['greet', '--models-dir', join(folder, 'nowhere'), ''], ['nothing']],
    [['greet', '--config', '-', ''], ['nothing']],
    [
      ['start', ''],
      ['nothing', ...OPTIONS, '--'],
    ],
    [['start', '--', 'ls', '--config', ''], ['command']],
    [['nonsense', ''], ['nothing']],
    [['greet', '--constructor', ''], ['nothing']],
  ])('%j: %j', async (words, offered) => {
    expect(names(await asked(words))).toEqual(offered);
  });

  it('the versions in the archive, for what brings one back', async () => {
    const restore: Command = {
      ...greet,
      operands: [{ name: 'VERSION', completion: 'archived-version' }],
    };
    const commands = new Map([['restore', restore]]);
    const words = ['restore', '--models-dir', models, ''];
    expect(await asked(words, { commands })).toEqual(['nothing', '0.9']);
  });

  it('what each word means', async () => {
    expect(await asked([''])).toContain('greet\tsay hello');
  });

  it('options of the command that is meant where none is named', async () => {
    const offered = names(await asked(['--'], { defaultCommand: 'greet' }));
    expect(offered).toEqual(['nothing', ...OPTIONS, '--loud', '--language', '--version']);
  });

  it('options of a program without verbs', async () => {
    const only = { commands: new Map([['', { ...greet, operands: [] }]]) };
    expect(names(await asked([''], only))).toContain('--loud');
  });
});

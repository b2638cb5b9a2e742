import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { wrapSentence } from '@org/model-registry-core';
import { describe, expect, it } from 'vitest';
import { runCli } from './support/cli.js';

const BOT = fileURLToPath(new URL('../examples/trading-bot', import.meta.url));
const SAMPLE = fileURLToPath(new URL('list-sample', import.meta.url));
const READING = [
  'list',
  'select',
  'explain',
  'doctor',
  'inspect',
  'next-version',
  'history',
  'watch',
  'metrics',
  'completion',
];
const WRITING = [
  'train',
  'publish',
  'pin',
  'unpin',
  'rollback',
  'prune',
  'restore',
  'record',
  'forgive',
  'recover',
  'backfill',
];
const HELP = [...READING, ...WRITING].map((name) => [name, '--help']);
const AT = ['--as-of', '2026-11-22T12:00:00Z'];

it('list prints the golden sample byte for byte', async () => {
  const golden = readFileSync(`${SAMPLE}/expected.txt`, 'utf8');
  const result = await runCli(['list', '--config', 'config.yaml'], { cwd: SAMPLE });
  expect(result).toEqual({ status: 0, signal: null, stdout: golden, stderr: '' });
});

// Each transcript is what a person sees in examples/trading-bot; `vitest -u` writes them anew.
describe('in the example', () => {
  it.each(
    [
      ['list', ...AT],
      ['select', ...AT],
      ['select', '--paths', ...AT],
      ['select', '--json', ...AT],
      ['explain', ...AT],
      ['explain', '--json', ...AT],
      ['explain', '--config', 'config/pinned.yaml', ...AT],
      ['explain', '--as-of', '2027-06-01'],
      ['select', '--as-of', '2027-06-01'],
      ['doctor', ...AT],
      ['next-version', ...AT],
      ['next-version', '--force-train', ...AT],
      ['next-version', '--force-train', '--version', '3.0', ...AT],
      ['next-version', '--force-train', '--version', '0.8', ...AT],
      ['next-version', '--as-of', '2027-06-01', '--json'],
      ['list', '--models-dir', 'nowhere'],
      ['doctor', '--models-dir', 'nowhere'],
      ['explain', '--models-dir', 'config', ...AT],
      ['select', '--models-dir', 'nowhere'],
      ['list', '--config', 'nowhere.yaml'],
      ['list', '--models-dir', 'README.md'],
      ['list', '--as-of', 'tomorrow'],
      ['list', '--verbose'],
      ['list', 'models'],
      ['backfill'],
      ['backfill', '7.0'],
      ['backfill', '1.1', '--training-days', '30'],
      ['backfill', '0.9', '--training-mode', 'both'],
      ['select', '--paths', '--json'],
      ['publish'],
      ['publish', 'models', '--version', '1'],
      ['train'],
      ['train', ...AT, '--', 'false'],
      ['train', '--wait', 'long', '--', 'true'],
      ['pin', '7.0', ...AT],
      ['pin', '1', ...AT],
      ['metrics', ...AT],
      ['record', '7.0', 'auc=1'],
      ['record', '1.1', 'auc=high'],
      ['record', '1.1'],
      ['prune'],
      ['restore', '0.1', ...AT],
      ['list', '--archived'],
      ['history'],
      ['completion', 'tcsh'],
      ['promote'],
      [],
      ['--help'],
      ...HELP,
    ].map((words) => [words.join(' '), words] as const),
  )('model-registry %s', async (_, words) => {
    const { status, stdout, stderr } = await runCli(words, { cwd: BOT });
    const shown = stderr && `stderr:\n${asShownAt(stderr, '/srv/bot')}`;
    const parts = [`$ model-registry ${words.join(' ')}`, stdout, shown];
    const text = [...parts, `exit status ${status}\n`].filter(Boolean).join('\n');
    const name = words.join(' ').replaceAll('/', '_').replaceAll(':', '') || 'no command';
    await expect(text.replaceAll(BOT, '/srv/bot')).toMatchFileSnapshot(`transcripts/${name}.txt`);
  });

  it('every line for people fits 80 columns', async () => {
    for (const words of [['explain', ...AT], ['doctor', ...AT], ['--help'], ...HELP]) {
      const { stdout, stderr } = await runCli(words, { cwd: BOT, asShown: true });
      const lines = (stdout + stderr).replaceAll(BOT, '/srv/bot').split('\n');
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
    }
  });
});

it('--version prints the version of the package', async () => {
  const { version } = JSON.parse(
    readFileSync(new URL('../apps/cli/package.json', import.meta.url), 'utf8'),
  );
  expect((await runCli(['--version'])).stdout).toBe(`${version}\n`);
});

/** Sentences as they are wrapped where the bot is in another folder: not by how long this checkout's path is. */
function asShownAt(stderr: string, folder: string): string {
  const label = 'model-registry: ';
  const lines = stderr.replaceAll(BOT, folder).split('\n');
  return lines
    .flatMap((line) =>
      line.startsWith(label) ? wrapSentence(label, line.slice(label.length)) : [line],
    )
    .join('\n');
}

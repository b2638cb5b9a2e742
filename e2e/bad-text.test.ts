import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CliResult, expectEnd, NOW, RAW, runCli } from './support/cli.js';
import { METADATA, modelsFolder, temporaryFolder, version, writeFiles } from './support/models.js';

/** What a terminal must never get from a file. */
const EVIL: Readonly<Record<string, string>> = {
  'ESC [2J': '\u001b[2J',
  'ESC ]0;title BEL': '\u001b]0;title\u0007',
  'a carriage return': 'a\rb',
  'a newline': 'a\nSelected model: 6.6',
  'a tab': 'a\tb',
  NUL: 'a\0b',
  backspaces: 'a\b\b\b',
  DEL: '\u007f',
  'C1 CSI': '\u009b2J',
  'C1 NEL': '\u0085',
  'a bidi override': '\u202egpj.',
  'bidi isolates': '\u2066a\u2069',
  'direction marks': '\u200e\u200f\u061c',
  'line separators': '\u2028\u2029',
  'a lone surrogate': '\ud83d',
};

/** The evil text at every place of the metadata; the version is usable, or not. */
function evilVersion(name: string, evil: string, mode: string) {
  return version(name, {
    training_mode: mode,
    trained_symbols: [evil, `BTC${evil}USDT`],
    training_end_timestamp: `2025-11-30${evil}`,
    training_days: evil,
    performance: { [evil]: evil, auc: 0.5 },
    [evil]: [evil, { [evil]: evil }],
  });
}

const COMMANDS = [
  ['list'],
  ['select'],
  ['explain'],
  ['doctor'],
  ['next-version'],
  ['list', '--json'],
  ['select', '--json'],
  ['explain', '--json'],
  ['doctor', '--json'],
];

/** Nothing raw, and no line that begins with what an evil newline brought in. */
function expectSafe({ stdout, stderr }: CliResult): void {
  expect(stdout + stderr).not.toMatch(RAW);
  expect(stdout + stderr).not.toMatch(/^\s*Selected model: 6\.6/m);
  expect(stdout + stderr).not.toContain('\ufffd');
}

describe('in metadata', () => {
  const evils = Object.values(EVIL);
  const files = Object.assign(
    version('1.0', { performance: { auc: 0.5 } }),
    ...evils.map((evil, at) => evilVersion(`8.${at}`, evil, METADATA.training_mode)),
    ...evils.map((evil, at) => evilVersion(`9.${at}`, evil, evil)),
  );
  const config = 'model: {selection: {min_performance: {auc: 0.4}}}';

  it.each(COMMANDS)('printed as an escape: %s %s', async (...words) => {
    const where = ['--models-dir', modelsFolder(files), '--as-of', NOW, '--config', '-'];
    const result = await runCli([...words, ...where], { stdin: config });
    expectEnd(result, 0);
    expectSafe(result);
    expect(result.stdout).toContain(`8.${evils.length - 1}`);
    if (words.includes('--json')) JSON.parse(result.stdout);
  });

  it('as it was, behind the escapes of --json', async () => {
    const evil = Object.values(EVIL).join('');
    const files = evilVersion('1.0', evil, METADATA.training_mode);
    const words = ['list', '--json', '--config', '-', '--models-dir', modelsFolder(files)];
    const [model] = JSON.parse((await runCli(words)).stdout).models;
    expect(model.metadata).toEqual(JSON.parse(files['model_config_v1.0.json'] as string));
  });

  it('a value that backfill refuses to replace: printed as an escape', async () => {
    const folder = modelsFolder(evilVersion('1.0', Object.values(EVIL).join(''), '\u001b[2J\n'));
    const where = ['--models-dir', folder, '--config', '-'];
    const result = await runCli(['backfill', '1.0', '--training-mode', 'multi_symbol', ...where]);
    expectEnd(result, 2);
    expectSafe(result);
    expect(result.stderr).toContain('training_mode of version 1.0 is there already: \\u001b[2J');
  });
});

describe('in the config file', () => {
  const evil = Object.values(EVIL)
    .filter((text) => text !== '\ud83d')
    .join('');
  const quoted = JSON.stringify(evil);
  const CONFIGS = [
    { place: 'a value', yaml: `model: {training_mode: ${quoted}}`, status: 2 },
    {
      place: 'a long value',
      yaml: `model: {version: ${JSON.stringify(evil.repeat(50))}}`,
      status: 2,
    },
    { place: 'a key', yaml: `model: {selection: {${quoted}: ${quoted}}}`, status: 2 },
    { place: 'an alias', yaml: `x: *${'a\u001b\u202e'}`, status: 2 },
    { place: 'a tag', yaml: `x: !<${'a\u009b\u202e'} y`, status: 2 },
    { place: 'text that is no YAML', yaml: `"a" ${'\u001b\u202e'} "b": }`, status: 2 },
    { place: 'a symbol', yaml: `model: {selection: {required_symbols: [${quoted}]}}`, status: 0 },
    { place: 'a metric', yaml: `model: {selection: {min_performance: {${quoted}: 1}}}`, status: 0 },
    { place: 'a path', yaml: `model: {path: ${quoted}, models_dir: models}`, status: 2 },
    { place: 'a key that is a map', yaml: `? {a: ${quoted}}\n: b`, status: 0 },
    { place: 'a key that is a list', yaml: `{ ? [${quoted}] : b }`, status: 0 },
  ];

  it.each(CONFIGS)('$place: printed as an escape', async ({ yaml, status }) => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'models'));
    writeFiles(join(cwd, 'models'), version('1.0'));
    writeFileSync(join(cwd, 'config.yaml'), yaml);
    for (const words of [['explain'], ['list', '--json']]) {
      const result = await runCli([...words, '--config', 'config.yaml'], { cwd });
      expectEnd(result, status);
      expectSafe(result);
      expect(result.stderr).toMatch(status === 2 ? /^model-registry: config\.yaml: / : /^$/);
    }
  });
});

describe('on the command line', () => {
  const evil = '\u001b[2J\u202e\r\u009b';
  const WORDS = [
    { place: 'a command', words: [evil], status: 2 },
    { place: 'an operand', words: ['list', evil], status: 2 },
    { place: 'an option', words: ['list', `--${evil}`], status: 2 },
    { place: '--as-of', words: ['list', '--as-of', evil], status: 2 },
    { place: '--config', words: ['list', '--config', evil], status: 2 },
    { place: '--version', words: ['next-version', '--version', evil], status: 2 },
    { place: 'a version', words: ['backfill', evil], status: 2 },
    { place: 'a symbol', words: ['backfill', '1.0', '--training-end', evil], status: 2 },
    { place: '--models-dir', words: ['list', '--models-dir', evil], status: 0 },
    { place: '--models-dir', words: ['doctor', '--models-dir', evil], status: 0 },
    { place: '--models-dir', words: ['explain', '--json', '--models-dir', evil], status: 0 },
  ];

  it.each(WORDS)('$place of $words.0: printed as an escape', async ({ words, status }) => {
    const result = await runCli(words, { cwd: temporaryFolder() });
    expectEnd(result, status);
    expectSafe(result);
  });

  it('in a path that select --paths would have to print: refused', async () => {
    const folder = join(temporaryFolder(), 'a\nmodel=b');
    mkdirSync(folder);
    writeFiles(folder, version('1.0'));
    const where = ['--models-dir', folder, '--config', '-'];
    const paths = await runCli(['select', '--paths', ...where]);
    expectEnd(paths, 2);
    expect(paths.stdout).toBe('');
    const json = await runCli(['select', '--json', ...where]);
    expectEnd(json, 0);
    expect(JSON.parse(json.stdout).selected.model_path).toContain('a\nmodel=b');
  });
});

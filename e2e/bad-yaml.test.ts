import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI, expectEnd, runCli } from './support/cli.js';
import { modelsFolder, temporaryFolder, version, writeFiles } from './support/models.js';
import { NODE } from './support/node.js';
import { spawnToEnd } from './support/spawn.js';

/** Bytes that a config file may have: 256 KiB. */
const LIMIT = 2 ** 18;

function times(count: number, line: (at: number) => string, between = '\n'): string {
  return Array.from({ length: count }, (_, at) => line(at)).join(between);
}

/** So much of one text: far more than any reader may go into itself, and all that is read where all is proven. */
const KIB = process.env.PROOFS === 'full' ? LIMIT / 1024 : 32;

/** The text, over and over. */
function filled(text: string): string {
  return text.repeat(Math.floor((KIB * 1024) / text.length));
}

/** Each anchor is a list of nine aliases of the one before. */
const LAUGHS = `l0: &l0 [lol]\n${times(30, (at) => {
  const alias = `*l${at}`;
  return `l${at + 1}: &l${at + 1} [${times(9, () => alias, ', ')}]`;
})}`;

/** Each anchor merges the one before it twice, and adds a key. */
const MERGES = `m0: &m0 {k0: 0}\n${times(300, (at) => {
  return `m${at + 1}: &m${at + 1} {<<: [*m${at}, *m${at}], k${at + 1}: 0}`;
})}`;

interface Row {
  readonly name: string;
  readonly yaml: string | Buffer;
  /**
   * What stderr says behind the name of the file, with exit status 2 (`an error`: in any words); or
   * `fine`: the healthy 1.0 is selected, and nothing is said. `an end` is either.
   */
  readonly gives: string;
}

const BOMBS: Row[] = [
  { name: 'a billion laughs', yaml: LAUGHS, gives: 'alias' },
  { name: 'a billion laughs in a key', yaml: `${LAUGHS}\n? *l30\n: 1`, gives: 'alias' },
  { name: 'a billion merges', yaml: MERGES, gives: 'alias' },
  { name: 'an alias in its own anchor', yaml: 'a: &a [*a]', gives: 'alias' },
  { name: 'a merge of itself', yaml: 'a: &a {<<: *a}', gives: 'alias' },
  { name: 'an alias of nothing', yaml: 'a: *b', gives: 'alias' },
  { name: '1,000 aliases', yaml: `a: &a b\nc: [${times(1000, () => '*a', ',')}]`, gives: 'fine' },
  {
    name: '50,000 aliases',
    yaml: `a: &a b\nc: [${times(50_000, () => '*a', ',')}]`,
    gives: 'alias',
  },
  {
    name: '1,000 merges beside 50,000 numbers',
    yaml: `a: [${times(50_000, () => '1', ',')}]\nb: &b {c: d}\n${times(1000, (at) => `e${at}: {<<: *b}`)}`,
    gives: 'fine',
  },
  { name: '50,000 brackets', yaml: '['.repeat(50_000), gives: 'nested too deeply' },
  {
    name: '50,000 pairs of brackets',
    yaml: '['.repeat(50_000) + ']'.repeat(50_000),
    gives: 'nested too deeply',
  },
  { name: '50,000 maps', yaml: '{a: '.repeat(50_000), gives: 'nested too deeply' },
  {
    name: '500 maps, each the key of the next',
    yaml: '{'.repeat(500) + '}'.repeat(500),
    gives: 'an end',
  },
  { name: '500 keys', yaml: '? '.repeat(500), gives: 'an end' },
  { name: `${KIB} KiB of - - - -`, yaml: filled('- '), gives: 'nested too deeply' },
  { name: `${KIB} KiB of ? ? ? ?`, yaml: filled('? '), gives: 'nested too deeply' },
  ...['! ', '&a ', '*a ', '!a!b ', '}', ']', '"', ': ', '%\n', '@\n', '|\n-\n'].map((text) => ({
    name: `${KIB} KiB of ${JSON.stringify(text)}`,
    yaml: filled(text),
    gives: 'an error',
  })),
  ...['#\n', '\n', '\t', ' \n'].map((text) => ({
    name: `${KIB} KiB of ${JSON.stringify(text)}`,
    yaml: filled(text),
    gives: 'fine',
  })),
  { name: '50,000 keys without values', yaml: times(50_000, () => 'a:'), gives: 'fine' },
];

describe('a config file that would take for ever, with', () => {
  it.each(BOMBS)('$name: $gives', async ({ yaml, gives }) => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { 'bot.yaml': yaml });
    writeFiles(join(cwd, 'models'), version('1.0'));
    const result = await runCli(['list', '--json', '--config', 'bot.yaml'], { cwd });
    const status = gives === 'an end' ? result.status : gives === 'fine' ? 0 : 2;
    expectEnd(result, status === 2 ? 2 : 0);
    if (status === 2) {
      expect(result.stdout).toBe('');
      expect(result.stderr).toMatch(/^model-registry: bot\.yaml: [^\n]{5,1500}\n$/);
      expect(result.stderr).toContain(['an error', 'an end'].includes(gives) ? '' : gives);
    } else {
      expect(result.stderr).toBe('');
      expect(JSON.parse(result.stdout).selected.version).toBe('1.0');
    }
  });
});

const ON_STDIN: Row[] = [
  { name: 'nothing', yaml: '', gives: 'fine' },
  { name: 'a list', yaml: '[]', gives: 'expected a map, found []' },
  { name: 'a map without end', yaml: 'model: {', gives: 'Flow map' },
  { name: 'Latin-1', yaml: Buffer.from('a: \xe9', 'latin1'), gives: 'not UTF-8 text' },
  { name: 'a byte more than 256 KiB', yaml: `#${'x'.repeat(LIMIT)}`, gives: 'larger than 256 KiB' },
];

it('a directory as stdin is no empty config', () => {
  const cwd = temporaryFolder();
  const result = spawnToEnd('sh', ['-c', `'${NODE}' '${CLI}' select --config - < .`], {
    cwd,
  });
  expect(result).toMatchObject({ status: 3, stdout: '' });
  expect(result.stderr).toBe('model-registry: --config -: standard input is a directory\n');
});

describe('a config on stdin that holds', () => {
  it.each(ON_STDIN)('$name: $gives', async ({ yaml, gives }) => {
    const words = ['list', '--json', '--config', '-', '--models-dir', modelsFolder(version('1.0'))];
    const result = await runCli(words, { stdin: yaml });
    expectEnd(result, gives === 'fine' ? 0 : 2);
    if (gives === 'fine') expect(JSON.parse(result.stdout).selected.version).toBe('1.0');
    else expect(result.stderr).toMatch(/^model-registry: standard input: [^\n]+\n$/);
    expect(result.stderr).toContain(gives === 'fine' ? '' : gives);
  });
});

import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectEnd, NOW, runCli } from './support/cli.js';
import { type Look, look } from './support/look.js';
import { sharedFolder, version, writeFiles } from './support/models.js';

interface Row {
  readonly name: string;
  readonly file: string | Buffer;
  /** Why the file is reported as ignored; `silence` where it does not begin like an artifact. */
  readonly gives: 'not-a-version' | 'not-canonical' | 'extra-text' | 'wrong-case' | 'silence';
}

const ROWS: Row[] = [
  { name: 'no minor number', file: 'meta_model_v1.joblib', gives: 'not-a-version' },
  { name: 'a third number', file: 'model_config_v9.0.1.json', gives: 'not-a-version' },
  { name: 'a word', file: 'meta_model_vBTCUSDT_20251204.joblib', gives: 'not-a-version' },
  { name: 'a sign', file: 'meta_model_v-9.0.joblib', gives: 'not-a-version' },
  { name: 'an exponent', file: 'meta_model_v9e0.0.joblib', gives: 'not-a-version' },
  { name: 'hexadecimal', file: 'meta_model_v0x9.0.joblib', gives: 'not-a-version' },
  { name: 'full-width digits', file: 'meta_model_v９.０.joblib', gives: 'not-a-version' },
  { name: 'Arabic digits', file: 'meta_model_v٩.٠.joblib', gives: 'not-a-version' },
  { name: 'a space before it', file: 'meta_model_v 9.0.joblib', gives: 'not-a-version' },
  { name: 'no version', file: 'meta_model', gives: 'not-a-version' },
  { name: 'a leading zero', file: 'meta_model_v09.0.joblib', gives: 'not-canonical' },
  {
    name: 'a leading zero behind the point',
    file: 'meta_model_v9.00.joblib',
    gives: 'not-canonical',
  },
  { name: '10 digits', file: 'meta_model_v1000000000.0.joblib', gives: 'not-canonical' },
  {
    name: '255 bytes of digits',
    file: `meta_model_v${'9'.repeat(234)}.0.joblib`,
    gives: 'not-canonical',
  },
  { name: 'a backup', file: 'meta_model_v9.0_backup.joblib', gives: 'extra-text' },
  { name: 'a temporary file', file: 'model_config_v9.0.json.tmp', gives: 'extra-text' },
  { name: 'the ending of another artifact', file: 'meta_model_v9.0.json', gives: 'extra-text' },
  { name: '255 bytes', file: `meta_model_v9.0_${'x'.repeat(239)}`, gives: 'extra-text' },
  { name: 'a newline inside', file: 'meta_model_v9.0\n.joblib', gives: 'extra-text' },
  { name: 'a newline at the end', file: 'meta_model_v9.0.joblib\n', gives: 'extra-text' },
  { name: 'a newline in the stem', file: 'meta_model\n_v9.0.joblib', gives: 'not-a-version' },
  { name: 'a newline as the point', file: 'meta_model_v9\n0.joblib', gives: 'not-a-version' },
  { name: 'ESC', file: 'meta_model_v9.0\u001b[2J.joblib', gives: 'extra-text' },
  { name: 'C1 CSI', file: 'meta_model_v9.0\u009b2J.joblib', gives: 'extra-text' },
  { name: 'a bidi override', file: 'meta_model_v9.0\u202egpj.joblib', gives: 'extra-text' },
  {
    name: 'bytes that are not UTF-8',
    file: Buffer.from('meta_model_v9.0\xff\xfe.joblib', 'latin1'),
    gives: 'extra-text',
  },
  { name: 'an upper-case stem', file: 'Meta_Model_v9.0.joblib', gives: 'wrong-case' },
  { name: 'an upper-case V', file: 'meta_model_V9.0.joblib', gives: 'wrong-case' },
  { name: 'an upper-case ending', file: 'model_config_v9.0.JSON', gives: 'wrong-case' },
  { name: 'a hidden file', file: '.meta_model_v9.0.joblib.swp', gives: 'silence' },
  { name: 'text before it', file: 'old_meta_model_v9.0.joblib', gives: 'silence' },
  { name: 'a newline before it', file: '\nmeta_model_v9.0.joblib', gives: 'silence' },
  { name: 'other text with ESC', file: 'trades\u001b[2J.csv', gives: 'silence' },
  {
    name: 'other text that is not UTF-8',
    file: Buffer.from('trades\xff.csv', 'latin1'),
    gives: 'silence',
  },
];

async function run(command: string, folder: string, ...options: string[]): Promise<string> {
  const words = [command, '--models-dir', folder, '--as-of', NOW, '--config', '-', ...options];
  const result = await runCli(words);
  expectEnd(result, 0);
  return result.stdout;
}

function expected(rows: readonly Row[]) {
  return rows
    .filter(({ gives }) => gives !== 'silence')
    .map(({ file, gives }) => ({ file: file.toString(), reason: gives }));
}

describe('a file name with', () => {
  const folder = sharedFolder();
  let seen: Look;
  beforeAll(async () => {
    writeFiles(folder, version('1.0'));
    for (const { file } of ROWS) {
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(file)]), 'x');
    }
    seen = await look(folder);
  });

  it.each(ROWS)('$name: $gives', (row) => {
    const [reported] = expected([row]);
    const file = row.file.toString();
    expect(seen.ignored.find((ignored) => ignored.file === file)).toEqual(reported);
  });

  it('any of these: the other model is selected, by every command', async () => {
    expect(seen.models).toMatchObject([{ version: '1.0', exists: true, problems: [] }]);
    expect(seen).toMatchObject({ selected: '1.0', rejected: [] });
    const { length } = expected(ROWS);
    expect(seen.ignored).toHaveLength(length);

    const { problems } = JSON.parse(await run('doctor', folder, '--json'));
    expect(problems).toEqual(
      seen.ignored.map((problem) => ({ version: null, kind: 'ignored-file', ...problem })),
    );
    const doctor = await run('doctor', folder);
    expect(doctor).toContain(`Problems   ${length}\n`);
    expect(doctor).toContain('meta_model\\u000a_v9.0.joblib belongs to no version\n');
    expect(await run('select', folder)).toContain('Version: 1.0\n');
  });
});

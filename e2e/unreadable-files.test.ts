import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bot, inFolder } from './support/bot.js';
import { expectEnd, NOW } from './support/cli.js';
import { version, writeFiles } from './support/models.js';
import { skipBecause } from './support/special-files.js';
import { whyNotUnprivileged } from './support/unprivileged.js';

/** A bot whose better version has a model that only its owner may read. */
function withClosed(artifact: 'meta_model' | 'feature_scaler') {
  const own = bot({ ...version('1.0'), ...version('1.1') });
  const file = join(own.models, `${artifact}_v1.1.joblib`);
  chmodSync(file, 0o600);
  const as = (...words: string[]) => own.run([...words, '--as-of', NOW], { unprivileged: true });
  return { own, file, as };
}

const FACTS = { kind: 'unreadable-file', code: 'EACCES', mode: '0600', user: 'nobody' };

describe.each([
  ['meta_model', 'model'],
  ['feature_scaler', 'scaler'],
] as const)('a %s that this user may not read', (name, artifact) => {
  it.for(['off', 'checksum', 'inspect', 'strict'])(
    'is turned down with --verify %s, for what it is',
    async (verify, test) => {
      skipBecause(test, whyNotUnprivileged());
      const { file, as } = withClosed(name);
      const result = await as('explain', '--json', '--verify', verify);
      expectEnd(result, 0);
      const { ranked, rejected } = JSON.parse(result.stdout);
      expect(ranked).toMatchObject([{ version: '1.0' }]);
      const problems = [{ ...FACTS, artifact, file }];
      expect(rejected).toMatchObject([{ version: '1.1', problems }]);
    },
  );

  it('is named by doctor, with its owner and mode, who asked and what to do', async (test) => {
    skipBecause(test, whyNotUnprivileged());
    const { as } = withClosed(name);
    for (const command of ['doctor', 'explain']) {
      const { stdout } = await as(command);
      const text = stdout.replaceAll(/\s+/g, ' ');
      expect(text).toContain(`The ${artifact} file cannot be read`);
      expect(text).toContain('EACCES, permission denied; owner');
      expect(text).toContain('mode 0600; asked by nobody');
      expect(text).toContain('Correct the owner or permissions (chown, chmod)');
      expect(text).not.toContain('Do not load it');
    }
  });

  it('is no verdict of inspect: exit status 3, and the same words', async (test) => {
    skipBecause(test, whyNotUnprivileged());
    const { own, file } = withClosed(name);
    for (const what of ['1.1', file]) {
      const result = await own.run(['inspect', what], { unprivileged: true });
      expectEnd(result, 3);
      expect(result.stdout).toBe('');
      expect(result.stderr).toContain(`${file} cannot be read: EACCES, permission denied; owner`);
      expect(result.stderr).toContain('mode 0600; asked by nobody: correct its owner or permiss');
    }
  });
});

it('a list of configs that may not be read is named by doctor, to whom prune refers', async (test) => {
  skipBecause(test, whyNotUnprivileged());
  const own = bot(version('1.0'));
  writeFiles(own.models, { '.registry/configs.json': '[]' });
  const list = join(own.models, '.registry/configs.json');
  chmodSync(list, 0o600);
  const { stdout } = await own.run(['doctor', '--json', '--as-of', NOW], { unprivileged: true });
  expect(JSON.parse(stdout).problems).toMatchObject([
    { kind: 'config-unreadable', what: 'list', file: list, detail: 'EACCES' },
  ]);
});

it('a folder to publish with a file that may not be read is refused, and the file named', async (test) => {
  skipBecause(test, whyNotUnprivileged());
  const { own, as } = withClosed('meta_model');
  chmodSync(own.models, 0o777);
  writeFiles(own.cwd, inFolder('made', version('1.2')));
  chmodSync(join(own.cwd, 'made/meta_model_v1.2.joblib'), 0o600);
  const { status, stderr } = await as('publish', 'made');
  expect(status).toBe(3);
  expect(stderr).toContain('EACCES');
});

import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StoreSettings, SYSTEM_CLOCK } from '@org/model-registry-fleet';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Bot, bot, filesIn, training } from './support/bot.js';
import type { CliResult } from './support/cli.js';
import { type Fault, startFaultProxy } from './support/fault-proxy.js';
import { temporaryFolder, version, writeFiles } from './support/models.js';
import { CEPH } from './support/s3/ceph.js';
import { describeWithServer } from './support/s3/server.js';
import { S3_KEYS } from './support/s3/server-kind.js';
import { serving } from './support/serving.js';

const { AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: SECRET } = S3_KEYS;

/** No keys, wherever those of this machine are. */
const NO_KEYS = {
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_SESSION_TOKEN: '',
  AWS_CONFIG_FILE: '/nonexistent/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
};

/** Writes down what every process here was started with, and in which environment this one is. */
const LOOK_ROUND = `cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '`;
const LOOK_AT_OWN = `tr '\\0' '\\n' < /proc/self/environ`;

/** What a program of whoever uses this does to look round. */
const lookAs = (who: string, list: string, environ: string) =>
  `echo 'seen by ${who}' >> "${list}"; ${LOOK_ROUND} >> "${list}"; echo 'BY=${who}' >> "${environ}"; ${LOOK_AT_OWN} >> "${environ}"`;

/** Where keys come from. */
interface Source {
  readonly env: Readonly<Record<string, string>>;
  readonly profile?: string;
  /** What programs that are started wrote down of the process list, and of their own environment. */
  readonly seen: { readonly list: string; readonly environ: string };
}

/** A way to the keys of this secret. */
type Way = (secret: string) => Source;

function filesFor(text: (folder: string) => Record<string, string>): {
  readonly folder: string;
  readonly seen: Source['seen'];
} {
  const folder = temporaryFolder();
  writeFiles(folder, text(folder));
  return { folder, seen: { list: join(folder, 'list'), environ: join(folder, 'environ') } };
}

const WAYS: Readonly<Record<string, Way>> = {
  'the environment': (secret) => ({
    env: { ...NO_KEYS, AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: secret },
    seen: filesFor(() => ({})).seen,
  }),
  'a profile': (secret) => {
    const { folder, seen } = filesFor(() => ({
      credentials: `[bot]\naws_access_key_id = ${ID}\naws_secret_access_key = ${secret}\n`,
    }));
    const env = { ...NO_KEYS, AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') };
    return { env, profile: 'bot', seen };
  },
  'a credential_process': (secret) => {
    const { folder, seen } = filesFor((folder) => ({
      config: `[profile bot]\ncredential_process = "${folder}/keys"\n`,
      secret,
      keys: `#!/bin/sh
${LOOK_ROUND} >> ${folder}/list
${LOOK_AT_OWN} >> ${folder}/environ
echo "found $(cat ${folder}/secret)" >&2
printf '{"Version":1,"AccessKeyId":"${ID}","SecretAccessKey":"%s"}' "$(cat ${folder}/secret)"
`,
    }));
    chmodSync(join(folder, 'keys'), 0o755);
    return { env: { ...NO_KEYS, AWS_CONFIG_FILE: join(folder, 'config') }, profile: 'bot', seen };
  },
};

const FAULTS: readonly Fault[] = ['answer-503', 'cut-answer', 'lose-answer', 'answer-429'];

/** All that the commands print and leave of two machines that share this store. */
async function everything(
  settings: StoreSettings,
  { env, profile, seen }: Source,
): Promise<{ readonly results: CliResult[]; readonly left: string; readonly succeeded: number }> {
  const config = JSON.stringify({
    model: {
      training_mode: 'single_symbol',
      store: {
        ...{ url: settings.url, endpoint: settings.endpoint, region: settings.region },
        ...{ path_style: true, push: true, ...(profile && { profile }) },
      },
    },
    operations: {
      alerts: {
        command: [
          'sh',
          '-c',
          `cat >> "$0"; ${lookAs('alert', '$0', '$1')}`,
          seen.list,
          seen.environ,
        ],
      },
    },
  });
  const trainer = bot({ ...version('1.0'), ...version('1.1') }, config, env);
  const own = bot({}, config, env);
  const results: CliResult[] = [];
  const run = async (machine: Bot, ...words: string[]) => {
    results.push(await machine.run(words));
  };
  const script = `${lookAs('training', seen.list, seen.environ)}; write`;
  // How it is printed has nothing to do with where keys come from.
  for (const more of profile ? [[]] : [[], ['--json']]) {
    await run(trainer, 'push', ...more);
    await run(own, 'pull', ...more);
    await run(trainer, 'fleet', ...more);
    await run(trainer, 'store', 'check', ...more);
    await run(trainer, 'store', 'retire', '1.0', ...more);
    await run(trainer, 'store', 'clean', '--older-than', '0d', ...more);
    await run(trainer, 'doctor', ...more);
    await run(trainer, 'pin', '1.1', '--fleet', ...more);
    await run(own, 'metrics', ...more);
    await run(own, 'print-systemd', ...more);
  }
  // In a process of its own, while this one passes on what it sends.
  results.push(await trainer.start(['train', '--force-train', ...training(script)]).ended);
  await run(own, 'pull', '--all');
  await run(own, 'page', '--out', 'page.html');
  const { port, cookie, running } = await serving(own);
  const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie } });
  const served = [await page.text(), running.printed(), running.said()];
  expect(served[0]).toContain('1.1');
  const line = readFileSync(`/proc/${running.pid}/cmdline`, 'utf8');
  const kept = [...served, line, ...[trainer, own].map(({ cwd }) => JSON.stringify(filesIn(cwd)))];
  const list = existsSync(seen.list) ? readFileSync(seen.list, 'utf8') : '';
  return {
    results,
    left: kept.join('\n') + list,
    succeeded: results.filter(({ status }) => status === 0).length,
  };
}

describeWithServer(CEPH, (server) => {
  beforeEach(() => {
    // Between two tries.
    const { wait } = SYSTEM_CLOCK;
    const spy = vi.spyOn(SYSTEM_CLOCK, 'wait');
    spy.mockImplementation((milliseconds, signal) => wait(milliseconds / 50, signal));
    return () => spy.mockRestore();
  });

  describe.each(Object.entries(WAYS))('keys from %s', (_, way) => {
    it('are nowhere in what is printed, kept or started, over a line that fails', async () => {
      let count = 0;
      const settings = await server.newBucket();
      const proxy = await startFaultProxy(settings.endpoint ?? '', () => {
        count += 1;
        return count % 7 === 0 ? (FAULTS[(count / 7) % FAULTS.length] as Fault) : 'none';
      });
      onTestFinished(() => proxy.stop());
      const source = way(SECRET);
      const { results, left, succeeded } = await everything(
        { ...settings, endpoint: proxy.endpoint },
        source,
      );
      expect(succeeded).toBeGreaterThan(results.length / 2);
      for (const { stdout, stderr } of results) expect(stdout + stderr).not.toContain(SECRET);
      expect(left).not.toContain(SECRET);
      // A program that is started has the environment of whoever started ours, and no more.
      const environ = readFileSync(source.seen.environ, 'utf8');
      for (const who of ['alert', 'training']) {
        expect(left).toContain(`seen by ${who}`);
        expect(environ).toContain(`BY=${who}`);
      }
      expect(environ).toContain('PATH=');
      expect(environ.includes(SECRET)).toBe(source.env.AWS_SECRET_ACCESS_KEY === SECRET);
    });

    it('are in no error, where they are wrong, are no keys, or nobody answers', async () => {
      const settings = await server.newBucket();
      const nowhere = { ...settings, endpoint: 'http://127.0.0.1:9' };
      const wrong = `${SECRET}-wrong`;
      const cases = [
        [settings, wrong],
        [settings, `${wrong} of two words`],
        [settings, `${wrong}"\\`],
        [nowhere, wrong],
      ] as const;
      for (const [at, secret] of cases) {
        const { env, profile } = way(secret);
        const store = { ...at, ...(profile && { profile }), path_style: true };
        const { pathStyle: _, ...keys } = store;
        const own = bot(version('1.0'), JSON.stringify({ model: { store: keys } }));
        for (const words of [['push'], ['pull', '--json']]) {
          const { status, stdout, stderr } = await own.run(words, { env });
          expect(status, words.join(' ')).toBe(3);
          expect(stdout + stderr).not.toContain(wrong);
          expect(stderr.trim()).not.toBe('');
        }
        expect(JSON.stringify(filesIn(own.models))).not.toContain(wrong);
      }
    });
  });
});

describe('keys that somebody wrote into the config', () => {
  it.each([
    { url: `s3://${ID}:${SECRET}@bucket/models` },
    { url: 's3://bucket/models', endpoint: `https://${ID}:${SECRET}@s3.example` },
    { url: 's3://bucket/models', endpoint: `https://s3.example/?key=${SECRET}` },
    { url: 's3://bucket/models', endpoint: `https://s3.example/#${SECRET}` },
    { url: `file://${ID}:${SECRET}@host/share` },
    { url: `https://${ID}:${SECRET}@host/share` },
    { url: 's3://bucket/models', secret_access_key: SECRET },
    { url: 's3://bucket/models', aws_secret_access_key: SECRET, endpoint: 'http://127.0.0.1:9' },
  ])('are not shown: %j', async (store) => {
    const own = bot(version('1.0'), JSON.stringify({ model: { store } }));
    for (const words of [
      ['push'],
      ['fleet', '--json'],
      ['doctor'],
      ['doctor', '--json'],
      ['list'],
    ]) {
      const { stdout, stderr } = await own.run(words, { env: NO_KEYS });
      expect(stdout + stderr).not.toContain(SECRET);
    }
    expect(JSON.stringify(filesIn(own.models))).not.toContain(SECRET);
  });
});

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createPlainServer } from 'node:net';
import { join } from 'node:path';
import { openStore, type StoreSettings, SYSTEM_CLOCK } from '@org/model-registry-fleet';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer } from '../packages/fleet/test/store/s3/fake-server.js';
import { type Bot, bot, filesIn } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { sharing, storeFolder } from './support/fleet.js';
import { temporaryFolder, version } from './support/models.js';
import { CEPH } from './support/s3/ceph.js';
import { has } from './support/s3/daemon.js';
import { describeWithServer } from './support/s3/server.js';
import { clientOf, S3_KEYS } from './support/s3/server-kind.js';

/** A machine with one version that waits to be pushed. */
function sharingBucket({ url, endpoint, region }: StoreSettings, env: Record<string, string>): Bot {
  const store = { url, endpoint, region, path_style: true };
  const model = { training_mode: 'single_symbol', store };
  return bot(version('1.0'), JSON.stringify({ model }), env);
}

const at = (endpoint: string): StoreSettings => ({
  ...{ url: 's3://models/bot', endpoint, region: 'us-east-1' },
});

/** Both ends with status 3 and this sentence, and what the machine has is as it was. */
async function expectRefused(own: Bot, says: RegExp, verbs = ['pull', 'push']): Promise<void> {
  const before = filesIn(own.models);
  for (const verb of verbs) {
    const result = await own.run([verb]);
    expectEnd(result, 3);
    expect(result.stderr).toMatch(says);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(result.stdout).toBe('');
  }
  expect(filesIn(own.models)).toEqual(before);
}

describe('a folder', () => {
  it('that is not there', async () => {
    const store = storeFolder();
    const own = bot(version('1.0'), sharing(store));
    rmSync(store, { recursive: true });
    const says =
      /there is no file:\/\/\S+store: mount it, make the folder, or correct model\.store\.url/;
    await expectRefused(own, says);
    for (const words of [['fleet'], ['store', 'check'], ['store', 'clean']]) {
      const result = await own.run(words);
      expectEnd(result, 3);
      expect(result.stderr).toMatch(says);
    }
  });

  it('that is the empty place of a share which is not mounted', async () => {
    const store = storeFolder();
    const own = bot(version('1.0'), sharing(store));
    const nothingYet = await own.run(['pull']);
    expectEnd(nothingYet, 3);
    expect(nothingYet.stderr).toContain('yet: model-registry push');
    expectEnd(await own.run(['push']), 0);
    rmSync(store, { recursive: true });
    mkdirSync(store);
    await expectRefused(
      own,
      /nothing is in file:\/\/\S+store, which was a store before: mount it, correct model\.store\.url, or fill it again \(model-registry push\)/,
      ['pull'],
    );
  });
});

describeWithServer(CEPH, (server) => {
  it('a bucket that is not there', async () => {
    const own = sharingBucket({ ...at(server.endpoint), url: 's3://nobody-made-it/bot' }, S3_KEYS);
    await expectRefused(
      own,
      /there is no bucket of s3:\/\/nobody-made-it\/bot at 127\.0\.0\.1:\d+: make it, or correct model\.store\.url/,
    );
  });

  it('keys that nobody knows, and a secret that is another', async () => {
    const settings = await server.newBucket();
    for (const other of [
      { AWS_ACCESS_KEY_ID: 'nobody' },
      { AWS_SECRET_ACCESS_KEY: 'another-secret' },
    ]) {
      await expectRefused(
        sharingBucket(settings, { ...S3_KEYS, ...other }),
        /does not take these keys \(\w+\): correct or renew them/,
      );
    }
  });

  it('keys that may not read, and such that may not write', async () => {
    const settings = await server.newBucket();
    expectEnd(await sharingBucket(settings, S3_KEYS).run(['push']), 0);
    const own = sharingBucket(settings, S3_KEYS);
    const client = clientOf(settings);
    const deny = async (action: string) => {
      const resource = `arn:aws:s3:::${client.location.bucket}/*`;
      const statement = { Effect: 'Deny', Principal: '*', Action: action, Resource: resource };
      const body = Buffer.from(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
      const call = { method: 'PUT', path: '', query: { policy: '' }, body } as const;
      await client.request(call, ({ message }) => void message.resume());
    };
    const says =
      /does not allow it \(status 403, AccessDenied\): ask for the right \(docs\/fleet\.md has the policies\)/;
    await deny('s3:PutObject');
    await expectRefused(own, says, ['push']);
    await deny('s3:GetObject');
    await expectRefused(own, says);
  });

  it('a clock that is hours off: it is said, and made up for', async () => {
    const settings = await server.newBucket();
    for (const hours of [-10, 10]) {
      const remarks: string[] = [];
      const store = await openStore(settings, {
        env: S3_KEYS,
        home: '/nonexistent',
        clock: { ...SYSTEM_CLOCK, now: () => Date.now() + hours * 3_600_000 },
        onRemark: (text) => remarks.push(text),
      });
      const body = { kind: 'bytes', bytes: Buffer.from(`${hours}`) } as const;
      expect(await store.create(`claims/${hours + 11}.0.json`, body)).toBe('created');
      expect(remarks).toEqual([
        `the clock of this machine is 600 minutes ${hours < 0 ? 'behind' : 'ahead of'} that of ${store.name}: correct it (timedatectl)`,
      ]);
    }
  });
});

describe('an endpoint', () => {
  const page = '<!doctype html><title>Sign in</title>';
  const html = { 'Content-Type': 'text/html; charset=utf-8' };

  it.each([200, 401, 403, 404])('that answers with a page, and status %i', async (status) => {
    const endpoint = await startServer((_, answer) => answer.writeHead(status, html).end(page));
    await expectRefused(
      sharingBucket(at(endpoint), S3_KEYS),
      /s3:\/\/models\/bot at 127\.0\.0\.1:\d+ answers with a page and not as an S3 store does: correct model\.store\.endpoint/,
    );
  });

  it('that leads to another', async () => {
    const endpoint = await startServer((_, answer) =>
      answer.writeHead(302, { ...html, Location: 'https://login.example/' }).end(page),
    );
    await expectRefused(
      sharingBucket(at(endpoint), S3_KEYS),
      /is elsewhere \(status 302\), which is not followed: correct model\.store\.endpoint/,
    );
  });

  it('that says that the clock is wrong, and no time', async () => {
    const endpoint = await startServer((_, answer) => {
      answer.sendDate = false;
      answer.writeHead(403).end('<Error><Code>RequestTimeTooSkewed</Code></Error>');
    });
    await expectRefused(
      sharingBucket(at(endpoint), S3_KEYS),
      /says that the clock of this machine is wrong: correct it \(timedatectl\)/,
    );
  });

  it('that speaks HTTP, where HTTPS is named', async () => {
    const endpoint = await startServer((_, answer) => answer.end());
    await expectRefused(
      sharingBucket(at(endpoint.replace('http:', 'https:')), S3_KEYS),
      /does not speak HTTPS \(\w+\): correct model\.store\.endpoint, its http:\/\/ or https:\/\/ and its port/,
    );
  });

  it('that speaks something else', async () => {
    const server = createPlainServer((socket) => socket.on('error', () => {}).end('SSH-2.0-x\r\n'));
    server.listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expectRefused(
      sharingBucket(at(`http://127.0.0.1:${port}`), S3_KEYS),
      /does not speak HTTP \(\w+\): correct model\.store\.endpoint/,
    );
  });

  describe.skipIf(!has('openssl'))('with a certificate of its own (needs openssl)', () => {
    async function startSecure(): Promise<{ port: number; certificate: string }> {
      const folder = temporaryFolder();
      const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
      const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
      const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
      const files = ['-keyout', key, '-out', certificate];
      execFileSync('openssl', ['req', '-x509', ...kind, ...name, ...files], { stdio: 'ignore' });
      const server = createServer(
        { key: readFileSync(key), cert: readFileSync(certificate) },
        (asked, answer) => {
          asked.resume();
          answer.writeHead(404).end('<Error><Code>NoSuchBucket</Code></Error>');
        },
      ).listen(0, '127.0.0.1');
      onTestFinished(() => {
        server.closeAllConnections();
        server.close();
      });
      await once(server, 'listening');
      return { port: (server.address() as AddressInfo).port, certificate };
    }

    it('is told so, and is taken once that is trusted', async () => {
      const { port, certificate } = await startSecure();
      const own = sharingBucket(at(`https://127.0.0.1:${port}`), S3_KEYS);
      await expectRefused(
        own,
        /has no certificate that this machine trusts \(DEPTH_ZERO_SELF_SIGNED_CERT\): set NODE_EXTRA_CA_CERTS, or correct the clock/,
      );
      const trusting = await own.start(['pull'], { NODE_EXTRA_CA_CERTS: certificate }).ended;
      expectEnd(trusting, 3);
      expect(trusting.stderr).toContain('there is no bucket of s3://models/bot');
    });
  });
});

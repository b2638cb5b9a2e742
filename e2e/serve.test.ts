import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bot, bot } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { machine, storeFolder } from './support/fleet.js';
import { version, writeFiles } from './support/models.js';
import { until } from './support/running.js';
import { serving } from './support/serving.js';

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** One request, with whatever headers. */
function ask(port: number, path: string, headers: object = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path, method, headers: { ...headers }, agent: false },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text) => {
          body += text;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    asked.on('error', reject).end();
  });
}

const oneVersion = (): Bot => bot(version('1.0'));

describe('serve', () => {
  it('lets in who has the address, by a cookie from then on, and shows the page', async () => {
    const { port, path } = await serving(oneVersion());
    const welcome = await ask(port, path);
    expect(welcome.status).toBe(303);
    expect(welcome.headers.location).toBe('/');
    const [given = ''] = welcome.headers['set-cookie'] ?? [];
    expect(given).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    const [cookie = ''] = given.split(';');
    expect(cookie).not.toContain(path.split('=')[1]);
    const page = await ask(port, '/', { cookie });
    expect(page.status).toBe(200);
    expect(page.body).toContain('<p class="hero">1.0</p>');
    const head = await ask(port, '/', { cookie }, 'HEAD');
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(page.body)));
  });

  it('refuses all others, with the same strict headers, and says no secret', async () => {
    const { port, path, running } = await serving(oneVersion());
    const token = path.split('=')[1] ?? '';
    const answers = [
      [403, await ask(port, '/')],
      [403, await ask(port, '/?token=wrong')],
      [403, await ask(port, '/', { cookie: `model-registry-${port}=${token}` })],
      [403, await ask(port, '/events')],
      [405, await ask(port, path, {}, 'POST')],
      [405, await ask(port, '/', {}, 'DELETE')],
      // A name of another site that leads to this machine.
      [421, await ask(port, path, { host: `evil.example:${port}` })],
      [421, await ask(port, path, { host: `localhost:${port}` })],
      [421, await ask(port, path, { host: '127.0.0.1' })],
    ] as const;
    for (const [status, answer] of answers) {
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      const policy = String(answer.headers['content-security-policy']);
      expect(policy).toMatch(
        /^default-src 'none'; style-src 'sha256-\S+'; script-src 'sha256-\S+';/,
      );
      expect(policy).not.toContain('unsafe');
      expect(JSON.stringify(answer)).not.toContain(token);
    }
    expect(running.printed().split(token)).toHaveLength(2);
    expect(running.said()).not.toContain(token);
  });

  it('listens on this machine alone', async () => {
    const { port } = await serving(oneVersion());
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    const places = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter(([, local, , state]) => local?.endsWith(`:${hex}`) && state === '0A')
        .map(([, local]) => local),
    );
    expect(places).toEqual([`0100007F:${hex}`]);
  });

  it('tells of a change, and of a config that cannot be read any more', async () => {
    const served = oneVersion();
    const { port, cookie } = await serving(served);
    const events = listenTo(port, cookie);
    await until('the first event', () => events.count() === 1);
    writeFiles(served.models, version('1.1'));
    await pageWith('<p class="hero">1.1</p>');
    writeFileSync(join(served.cwd, 'config/config.yaml'), 'model: [');
    const body = await pageWith('What is shown may be out of date');
    expect(body).toContain('<p class="hero">1.1</p>');
    events.end();

    /** The page once it has this text: there may be events for more than one change. */
    async function pageWith(text: string): Promise<string> {
      for (;;) {
        const seen = events.count();
        const { body } = await ask(port, '/', { cookie });
        if (body.includes(text)) return body;
        await until('an event', () => events.count() > seen);
      }
    }
  });

  it.each<[string, boolean]>([
    ['who listens is told of', true],
    ['who only reads it again finds', false],
  ])('%s what no file that is watched shows', async (_, isListening) => {
    const { 'model_config_v1.1.json': metadata = '', ...others } = version('1.1');
    const served = bot({ ...version('1.0'), ...others, 'model_config_v1.1.json': '[]' });
    const { port, cookie } = await serving(served);
    const events = isListening ? listenTo(port, cookie) : null;
    if (events) await until('the first event', () => events.count() === 1);
    expect((await ask(port, '/', { cookie })).body).toContain('<p class="hero">1.0</p>');
    // In place, and of a version that is not selected: a later look finds it.
    writeFileSync(join(served.models, 'model_config_v1.1.json'), metadata);
    if (events) await until('another event', () => events.count() > 1);
    let body = '';
    do {
      ({ body } = await ask(port, '/', { cookie }));
    } while (!isListening && !body.includes('<p class="hero">1.1</p>'));
    expect(body).toContain('<p class="hero">1.1</p>');
    events?.end();
  });

  it('shows the machines that share a store as soon as the store has said so', async () => {
    const served = machine(storeFolder(), version('1.0'));
    expectEnd(await served.run(['push']), 0);
    expectEnd(await served.run(['pull']), 0);
    const { port, cookie } = await serving(served);
    const events = listenTo(port, cookie);
    await until('the first event', () => events.count() === 1);
    const first = await ask(port, '/', { cookie });
    expect(first.body).toContain('The store is being read.');
    await until('another event', () => events.count() > 1);
    const { body } = await ask(port, '/', { cookie });
    expect(body).toContain('which holds 1 version');
    expect(body).toContain('this one');
    events.end();
  });

  it('has a bound of who may listen, and answers all the same', async () => {
    const { port, cookie } = await serving(oneVersion());
    const all = Array.from({ length: 32 }, () => listenTo(port, cookie));
    await until('all to listen', () => all.every(({ count }) => count() === 1));
    expect((await ask(port, '/events', { cookie })).status).toBe(503);
    expect((await ask(port, '/', { cookie })).status).toBe(200);
    for (const each of all) each.end();
  });

  it('is not disturbed by what is no HTTP', async () => {
    const { port, cookie } = await serving(oneVersion());
    for (const text of [
      '\0\0\0',
      'GET / HTTP/1.1\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`,
      `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`,
    ]) {
      const answer = await say(port, text);
      expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
    }
    expect((await ask(port, '/', { cookie })).status).toBe(200);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends with %s, also while pages are open', async (signal, status) => {
    const { port, cookie, running } = await serving(oneVersion());
    const events = listenTo(port, cookie);
    await until('the page to listen', () => events.count() === 1);
    running.child.kill(signal);
    expect((await running.ended).status).toBe(status);
  });

  it('says that a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { status, stderr } = await oneVersion().run(['serve', '--port', String(port)]);
    other.close();
    expect(status).toBe(2);
    expect(stderr).toContain(`--port ${port}: another program listens there`);
  });

  it.each(['-1', '65536', 'x', ''])('takes no port %j', async (port) => {
    const { status, stderr } = await oneVersion().run(['serve', `--port=${port}`]);
    expect(status).toBe(2);
    expect(stderr).toContain('expected a number from 0 to 65535');
  });
});

/** A page that waits for changes. */
function listenTo(port: number, cookie: string) {
  let text = '';
  const asked = request({
    host: '127.0.0.1',
    port,
    path: '/events',
    headers: { cookie },
    agent: false,
  });
  asked.on('response', (response) =>
    response
      .setEncoding('utf8')
      .on('data', (piece) => {
        text += piece;
      })
      .on('error', () => {}),
  );
  asked.on('error', () => {}).end();
  return { count: () => text.split('event: changed').length - 1, end: () => asked.destroy() };
}

/** What comes back for these bytes. */
function say(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8').on('data', (piece) => {
      answer += piece;
      socket.end();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}

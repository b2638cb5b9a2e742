import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createServer as createSecureServer } from 'node:tls';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../../../../../e2e/support/models.js';
import { sendRequest } from '../../../src/store/s3/http.js';
import { Intake } from '../../../src/store/s3/intake.js';

const MIB = 1_048_576;
/** Of which no part is like another. */
const CONTENT = Buffer.from(Float64Array.from({ length: 4 * MIB }, (_, at) => at * 1.1).buffer);

type Serve = (line: Socket) => unknown;

async function start(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** What a server does on a line once it was asked something. */
const onLine = (serve: Serve) => (line: Socket) => {
  line.on('error', () => {});
  line.once('data', () => serve(line));
};

/** Asks over a line of which one learns whether it was closed. */
async function ask(port: number, isSecure = false, idleMs = 5_000) {
  const intake = new Intake();
  const answer = await sendRequest(
    { isSecure, hostname: '127.0.0.1', port, method: 'GET', path: '/', headers: {} },
    { intake, idleMs },
  );
  return { body: intake.bodyOf(answer), line: answer.socket };
}

async function plain(serve: Serve) {
  return ask(await start(createServer(onLine(serve))));
}

const headOf = (length: number) => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`;

/** All pieces, each looked at before the next is asked for. */
async function allOf(body: AsyncIterable<Uint8Array>, atEach = async () => {}): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body) {
    await atEach();
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces);
}

const isContent = (bytes: Buffer) => bytes.equals(CONTENT);

describe('a body is what came over the line', () => {
  it.each([0, 1, 65_536, 5 * MIB, CONTENT.length])('of %i bytes, in one go', async (size) => {
    const content = CONTENT.subarray(0, size);
    const { body } = await plain((line) => {
      line.write(headOf(size));
      line.write(content);
    });
    expect((await allOf(body)).equals(content)).toBe(true);
  });

  it('whether its head comes with it, before it, or in two parts', async () => {
    const head = headOf(10);
    for (const parts of [
      [`${head}0123456789`],
      [head, '0123456789'],
      [head.slice(0, 20), `${head.slice(20)}01`, '23456789'],
    ]) {
      const { body } = await plain(async (line) => {
        for (const part of parts) {
          line.write(part);
          await pause(20);
        }
      });
      expect(String(await allOf(body))).toBe('0123456789');
    }
  });

  it('however long its reader takes over a piece', async () => {
    const { body } = await plain((line) => {
      line.write(headOf(CONTENT.length));
      line.write(CONTENT);
    });
    expect(isContent(await allOf(body, () => pause(30)))).toBe(true);
  });

  it('and no more than was announced', async () => {
    const { body } = await plain((line) => {
      line.write(`${headOf(4)}some and more`);
      line.write(CONTENT);
    });
    expect(String(await allOf(body))).toBe('some');
  });

  it('also where it comes in chunks, whose length nobody said', async () => {
    const { body } = await plain((line) => {
      line.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      line.write('4\r\nsome\r\n5\r\n more\r\n0\r\n\r\n');
    });
    expect(String(await allOf(body))).toBe('some more');
  });

  it('shows what came of it while a slow line has no more', async () => {
    const { body, line } = await plain((each) => each.write(`${headOf(100)}some`));
    const pieces = body[Symbol.asyncIterator]();
    expect(String((await pieces.next()).value)).toBe('some');
    line.destroy();
    await expect(pieces.next()).rejects.toThrow('the line was cut');
  });
});

it('what came before the line was cut is there, and then an error', async () => {
  const { body } = await plain((line) => {
    line.write(headOf(CONTENT.length));
    line.end(CONTENT.subarray(0, 10 * MIB));
  });
  let came = 0;
  const reading = async () => {
    for await (const piece of body) {
      expect(Buffer.compare(piece, CONTENT.subarray(came, came + piece.length))).toBe(0);
      came += piece.length;
    }
  };
  await expect(reading()).rejects.toThrow('the line was cut');
  expect(came).toBe(10 * MIB);
});

it('a line on which nothing moves is given up', async () => {
  const serve = onLine((line) => line.write(`${headOf(10)}0123`));
  const { body } = await ask(await start(createServer(serve)), false, 50);
  await expect(allOf(body)).rejects.toThrow('the line was cut');
});

it('closes its line at the end, and where its reader leaves', async () => {
  const serve = (line: Socket) => {
    line.write(headOf(CONTENT.length));
    line.write(CONTENT);
  };
  const read = await plain(serve);
  await allOf(read.body);
  expect(read.line.destroyed).toBe(true);
  const left = await plain(serve);
  for await (const _ of left.body) break;
  expect(left.line.destroyed).toBe(true);
});

it('holds back what its reader has no time for', async () => {
  const huge = 256 * MIB;
  let sent = 0;
  const { body } = await plain((line) => {
    line.write(headOf(huge));
    const send = () => {
      while (sent < huge && !line.destroyed) {
        sent += CONTENT.length;
        if (!line.write(CONTENT)) return;
      }
    };
    line.on('drain', send);
    send();
  });
  const pieces = body[Symbol.asyncIterator]();
  await pieces.next();
  let before = -1;
  while (sent > before) {
    before = sent;
    await pause(200);
  }
  expect(sent).toBeLessThan(huge);
  await pieces.return?.();
});

const OPENSSL = ['/usr/bin/openssl', '/usr/local/bin/openssl'].find(existsSync);

describe.skipIf(!OPENSSL)('over TLS (needs openssl)', () => {
  it('a body is what came, however long its reader takes', async () => {
    const folder = temporaryFolder();
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const words = ['req', '-x509', ...kind, ...name, '-keyout', key, '-out', cert];
    execFileSync(OPENSSL ?? '', words, { stdio: 'ignore' });
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    const serve = onLine((line) => {
      line.write(headOf(CONTENT.length));
      line.write(CONTENT);
    });
    const options = { key: readFileSync(key), cert: readFileSync(cert) };
    const port = await start(createSecureServer(options, serve));
    for (const ms of [0, 30]) {
      const { body } = await ask(port, true);
      expect(isContent(await allOf(body, () => pause(ms)))).toBe(true);
    }
  });
});

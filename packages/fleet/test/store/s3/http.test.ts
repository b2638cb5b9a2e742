import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { readBody, sendRequest } from '../../../src/store/s3/http.js';
import { startServer } from './fake-server.js';

const ask = async (url: string, path: string, idleMs: number) => {
  const { hostname, port } = new URL(url);
  const request = {
    isSecure: false,
    hostname,
    port: Number(port),
    method: 'GET',
    path,
    headers: {},
  };
  return sendRequest(request, { idleMs });
};

it('gives up a line on which nothing moves, before an answer and amid one', async () => {
  const url = await startServer(({ url: path }, answer) => {
    if (path === '/amid') answer.writeHead(200, { 'content-length': 10 }).write('begun');
  });
  await expect(ask(url, '/', 50)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  const answer = await ask(url, '/amid', 50);
  await expect(readBody(answer, 100)).rejects.toThrow();
});

it('says that a line was cut which ends without an answer, as one does after another protocol was offered', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () =>
      socket.end('HTTP/1.1 101 Other\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n'),
    );
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = ask(`http://127.0.0.1:${port}`, '/', 5_000);
  await expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' });
});

it('sends no more of a body once it is refused', async () => {
  const url = await startServer((_, answer) => {
    answer.writeHead(412).end();
  });
  const { hostname, port } = new URL(url);
  const body = Buffer.alloc(64_000_000);
  const headers = { 'content-length': String(body.length) };
  const request = {
    isSecure: false,
    hostname,
    port: Number(port),
    method: 'PUT',
    path: '/',
    headers,
    body,
  };
  let sent = 0;
  const onBytes = (count: number) => {
    sent += count;
  };
  const answer = await sendRequest(request, { idleMs: 60_000, onBytes });
  expect(answer.statusCode).toBe(412);
  await readBody(answer, 100);
  expect(sent).toBeLessThan(body.length);
});

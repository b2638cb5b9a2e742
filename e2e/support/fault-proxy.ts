import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** What the way to a server does to one request. */
export type Fault =
  | 'none'
  /** It takes a while. */
  | 'delay'
  /** Something on the way answers in the server's place. */
  | 'answer-500'
  | 'answer-503'
  | 'answer-429'
  /** The line is cut after half of what is sent, or of what comes. */
  | 'cut-request'
  | 'cut-answer'
  /** The server did it, and nobody is told. */
  | 'lose-answer'
  /** A read is answered as it was before. */
  | 'stale-read';

/** A line to a server on which things go wrong. */
export interface FaultProxy {
  /** To be used in the server's place. */
  readonly endpoint: string;
  /** How often what happened. */
  readonly counts: ReadonlyMap<Fault, number>;
  readonly stop: () => Promise<void>;
}

interface WholeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Starts a proxy between a client and a real server.
 *
 * @param target `http://127.0.0.1:7480`
 * @param next what happens to the request that comes now
 */
export async function startFaultProxy(
  target: string,
  next: (method: string, path: string) => Fault,
): Promise<FaultProxy> {
  const counts = new Map<Fault, number>();
  const earlier = new Map<string, WholeAnswer>();
  const server = createServer((asked, answer) => {
    const { method = 'GET', url: path = '/' } = asked;
    const fault = next(method, path);
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
    // What fails here is a line that was cut, which the client sees for itself.
    pass({ target, asked, answer, fault, earlier }).catch(() => answer.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    counts,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function pass({
  target,
  asked,
  answer,
  fault,
  earlier,
}: {
  readonly target: string;
  readonly asked: IncomingMessage;
  readonly answer: ServerResponse;
  readonly fault: Fault;
  readonly earlier: Map<string, WholeAnswer>;
}): Promise<void> {
  if (fault === 'cut-request') return cutAmid(asked);
  const body = await wholeOf(asked);
  if (fault === 'delay') await setTimeout(30);
  const ownStatus = /^answer-(\d+)$/.exec(fault)?.[1];
  if (ownStatus !== undefined) return void answer.writeHead(Number(ownStatus)).end('try later');
  const key = `${asked.method} ${asked.url} ${asked.headers.range ?? ''}`;
  const before = earlier.get(key);
  const isRead = asked.method === 'GET' || asked.method === 'HEAD';
  if (fault === 'stale-read' && before) return give(answer, before, false);
  const came = await forward(target, asked, body);
  if (isRead && !earlier.has(key)) earlier.set(key, came);
  if (fault === 'lose-answer') return void answer.destroy();
  give(answer, came, fault === 'cut-answer');
}

/** Takes half of a body, and leaves. */
async function cutAmid(asked: IncomingMessage): Promise<void> {
  const half = Number(asked.headers['content-length'] ?? 0) / 2;
  let size = 0;
  for await (const piece of asked as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size >= half) break;
  }
  asked.socket.destroy();
}

/** As it came, for the signature covers where the client thinks that it talks to. */
async function forward(target: string, asked: IncomingMessage, body: Buffer): Promise<WholeAnswer> {
  const { method, url, headers } = asked;
  const { hostname, port } = new URL(target);
  const sent = request({ hostname, port, path: url, method, headers, agent: false });
  sent.end(body);
  const [came] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: came.statusCode ?? 0, headers: came.headers, body: await wholeOf(came) };
}

function give(
  answer: ServerResponse,
  { status, headers, body }: WholeAnswer,
  isCut: boolean,
): void {
  const { connection: _, 'keep-alive': __, 'transfer-encoding': chunked, ...rest } = headers;
  answer.writeHead(
    status,
    chunked === undefined ? rest : { ...rest, 'content-length': body.length },
  );
  if (!isCut) return void answer.end(body);
  answer.write(body.subarray(0, body.length / 2), () => answer.destroy());
}

async function wholeOf(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type ObjectStore, openStore, type StoreSurroundings } from '../../../src/index.js';
import { surroundings } from '../surroundings.js';

export const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIDTEST',
  AWS_SECRET_ACCESS_KEY: 'very/secret+key=',
} as const;

/** Starts a server that answers as a test says; for what no real one does when asked. */
export async function startServer(
  answer: (asked: IncomingMessage, answer: ServerResponse) => void,
): Promise<string> {
  const server = createServer((asked, response) => {
    asked.resume();
    answer(asked, response);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A store at such a server, in bucket `models` under `bot`. */
export async function storeAt(
  endpoint: string,
  more: Partial<StoreSurroundings> = {},
): Promise<ObjectStore> {
  const settings = { url: 's3://models/bot', endpoint, region: 'eu-central-1' };
  return openStore(settings, surroundings({ env: KEYS, ...more }));
}

/** The error's document of the API. */
export function errorXml(code: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>x</Message></Error>`;
}

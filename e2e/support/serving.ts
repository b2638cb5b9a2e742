import { get } from 'node:http';
import type { Bot } from './bot.js';
import { type Running, until } from './running.js';

/** A page that is served while the test goes on. */
export interface Serving {
  /** As it was printed, with its secret. */
  readonly url: string;
  readonly port: number;
  /** Of that address, with the secret. */
  readonly path: string;
  /** What opens the page from then on. */
  readonly cookie: string;
  readonly running: Running;
}

/** Starts the built `serve` on a free port, and waits until it has printed its address. */
export async function serving(bot: Bot, words: readonly string[] = []): Promise<Serving> {
  const running = bot.start(['serve', '--port', '0', ...words]);
  let hasEnded = false;
  void running.ended.then(() => {
    hasEnded = true;
  });
  await until('the address', () => hasEnded || running.printed().includes('\n'));
  if (hasEnded) throw new Error(`serve ended: ${running.said()}`);
  const url = running.printed().trim();
  const { port, pathname, search } = new URL(url);
  const path = pathname + search;
  return { url, port: Number(port), path, cookie: await cookieOf(Number(port), path), running };
}

function cookieOf(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume();
      resolve(response.headers['set-cookie']?.[0]?.split(';')[0] ?? '');
    }).on('error', reject);
  });
}

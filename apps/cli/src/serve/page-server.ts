import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { SCRIPT, STYLE } from '@org/model-registry-page';
import { admit, type Keys } from './admission.js';

/** Connections at one time, and of those that wait for changes. */
const MOST_CONNECTIONS = 64;
const MOST_LISTENERS = 32;
/** Milliseconds that a request may take to arrive. */
const SLOWEST_REQUEST = 10_000;
/** Milliseconds after which a browser whose connection broke comes back. */
const RETRY = 1_000;

const source = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** With every answer. */
const HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src ${source(STYLE)}`,
    `script-src ${source(SCRIPT)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** A server of one page. */
export interface PageServer {
  readonly server: Server;
  /** Tells every browser that the page is another one now. */
  tellChanged(): void;
}

/**
 * Makes a server that answers with the page, and tells of changes; it does not listen yet.
 *
 * @param keys whom it answers; asked for the port at each request, since that may be known only once it listens
 * @param page makes the page as it is now
 */
export function pageServer(keys: Keys, page: () => Promise<string>): PageServer {
  const listeners = new Set<ServerResponse>();
  const server = createServer(
    { requestTimeout: SLOWEST_REQUEST, headersTimeout: SLOWEST_REQUEST, maxHeaderSize: 8_192 },
    (request, response) => {
      answer(request, response).catch((error: Error) => {
        if (!response.headersSent)
          refuse(response, 500, `The page cannot be made: ${error.message}`);
        else response.destroy();
      });
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  return {
    server,
    tellChanged() {
      for (const each of listeners) each.write('event: changed\ndata:\n\n');
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headersDistinct: headers } = request;
    const asked = { method, target: url, hosts: headers.host ?? [] };
    const admission = admit({ ...asked, cookies: headers.cookie?.join(';') ?? '' }, keys);
    switch (admission.answer) {
      case 'refused':
        return refuse(response, admission.status, admission.why);
      case 'welcome':
        response.writeHead(303, { ...HEADERS, Location: '/', 'Set-Cookie': admission.cookie });
        response.end();
        return;
      case 'events':
        return listen(method, response);
      case 'page': {
        const bytes = Buffer.from(await page());
        const type = 'text/html; charset=utf-8';
        const headers = { ...HEADERS, 'Content-Type': type, 'Content-Length': bytes.length };
        response.writeHead(200, headers);
        response.end(method === 'HEAD' ? undefined : bytes);
      }
    }
  }

  function listen(method: string, response: ServerResponse): void {
    if (listeners.size >= MOST_LISTENERS) {
      refuse(response, 503, 'Too many pages are open: close one.');
      return;
    }
    response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/event-stream' });
    if (method === 'HEAD') {
      response.end();
      return;
    }
    // Also what changed between the page and this: it is asked for again.
    response.write(`retry: ${RETRY}\nevent: changed\ndata:\n\n`);
    listeners.add(response);
    response.on('close', () => listeners.delete(response));
  }
}

function refuse(response: ServerResponse, status: number, why: string): void {
  const headers = { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' };
  response.writeHead(status, status === 405 ? { ...headers, Allow: 'GET, HEAD' } : headers);
  response.end(`${why}\n`);
}

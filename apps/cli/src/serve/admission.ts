import { createHash, timingSafeEqual } from 'node:crypto';

/** What a request says of itself, as far as it decides whether it is answered. */
export interface AskedFor {
  readonly method: string;
  /** The target as it stands in the request line. */
  readonly target: string;
  /** Every `Host` header. */
  readonly hosts: readonly string[];
  readonly cookies: string;
}

/** Whom a server answers. */
export interface Keys {
  readonly port: number;
  /** Opens the door, in the address that was printed, as often as somebody comes with it. */
  readonly token: string;
  /** What a browser shows from then on. */
  readonly session: string;
}

/** What is done with a request. */
export type Admission =
  | { readonly answer: 'page' | 'events' }
  /** To the page without the token, with the cookie. */
  | { readonly answer: 'welcome'; readonly cookie: string }
  | { readonly answer: 'refused'; readonly status: 403 | 404 | 405 | 421; readonly why: string };

/**
 * Decides about a request. A page of another site can make a browser ask here, also under a name of its own that
 * leads to this machine: so the host has to be exactly the printed one, and the cookie goes with no request that
 * another site made.
 *
 * @example admit({ method: 'GET', target: '/', hosts: ['127.0.0.1:8484'], cookies: '' }, keys) // refused, 403
 */
export function admit({ method, target, hosts, cookies }: AskedFor, keys: Keys): Admission {
  const [host, ...others] = hosts;
  if (host !== hostOf(keys.port) || others.length > 0) {
    return refused(421, OTHER_NAME);
  }
  if (method !== 'GET' && method !== 'HEAD') return refused(405, 'Only GET and HEAD are answered.');
  const [path, query] = [target.split('?', 1)[0], target.includes('?')];
  if (path === '/' && query) {
    const token = new URLSearchParams(target.slice(2)).get('token');
    if (token === null || !isEqual(token, keys.token)) return refused(403, WRONG);
    const cookie = `${cookieName(keys.port)}=${keys.session}; Path=/; HttpOnly; SameSite=Strict`;
    return { answer: 'welcome', cookie };
  }
  if (!hasSession(cookies, keys)) return refused(403, WRONG);
  if (target === '/') return { answer: 'page' };
  if (target === '/events') return { answer: 'events' };
  return refused(404, 'There is nothing here but the page at /.');
}

const OTHER_NAME =
  'Open the address that model-registry serve printed, with its very host and port: a tunnel has to use the same port.';
const WRONG = 'Open the address that model-registry serve printed.';

function refused(status: 403 | 404 | 405 | 421, why: string): Admission {
  return { answer: 'refused', status, why };
}

/** The only name that this server answers to. */
export function hostOf(port: number): string {
  return port === 80 ? '127.0.0.1' : `127.0.0.1:${port}`;
}

/** Cookies are of a host, whatever the port: two servers have one each. */
function cookieName(port: number): string {
  return `model-registry-${port}`;
}

function hasSession(cookies: string, { port, session }: Keys): boolean {
  return cookies.split(';').some((pair) => {
    const at = pair.indexOf('=');
    return (
      at > 0 &&
      pair.slice(0, at).trim() === cookieName(port) &&
      isEqual(pair.slice(at + 1), session)
    );
  });
}

/** In a time that tells nothing of the secret. */
function isEqual(given: string, secret: string): boolean {
  const [a, b] = [given, secret].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(a as Buffer, b as Buffer);
}

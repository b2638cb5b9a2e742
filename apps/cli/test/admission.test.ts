import { describe, expect, it } from 'vitest';
import { type AskedFor, admit, hostOf } from '../src/serve/admission.js';

const KEYS = { port: 8484, token: 'the-token', session: 'the-session' };
const COOKIE = 'model-registry-8484=the-session';
const asked = (more: Partial<AskedFor>): AskedFor => ({
  ...{ method: 'GET', target: '/', hosts: ['127.0.0.1:8484'], cookies: COOKIE },
  ...more,
});
const outcome = (more: Partial<AskedFor>) => {
  const admission = admit(asked(more), KEYS);
  return admission.answer === 'refused' ? admission.status : admission.answer;
};

describe('a request', () => {
  it.each<[string, Partial<AskedFor>, number | string]>([
    ['with the cookie', {}, 'page'],
    ['of HEAD', { method: 'HEAD' }, 'page'],
    ['for changes', { target: '/events' }, 'events'],
    ['with the token', { target: '/?token=the-token', cookies: '' }, 'welcome'],
    ['with another cookie before it', { cookies: `a=b; ${COOKIE}` }, 'page'],
    ['without a cookie', { cookies: '' }, 403],
    ['with another session', { cookies: 'model-registry-8484=other' }, 403],
    ['with the session of another port', { cookies: 'model-registry-8485=the-session' }, 403],
    ['with the token as its cookie', { cookies: 'model-registry-8484=the-token' }, 403],
    ['with a wrong token, and the cookie', { target: '/?token=wrong' }, 403],
    ['with an empty token', { target: '/?token=', cookies: '' }, 403],
    ['with the token elsewhere', { target: '/events?token=the-token', cookies: '' }, 403],
    ['for another path', { target: '/etc/passwd' }, 404],
    ['for a path above', { target: '/../' }, 404],
    ['for a whole address', { target: 'http://127.0.0.1:8484/' }, 404],
    ['of POST', { method: 'POST' }, 405],
    ['of DELETE without a cookie', { method: 'DELETE', cookies: '' }, 405],
    ['by another name', { hosts: ['evil.example:8484'] }, 421],
    ['by localhost', { hosts: ['localhost:8484'] }, 421],
    ['without the port', { hosts: ['127.0.0.1'] }, 421],
    ['with another port', { hosts: ['127.0.0.1:8485'] }, 421],
    ['with two names', { hosts: ['127.0.0.1:8484', 'evil.example'] }, 421],
    ['without a name', { hosts: [] }, 421],
    ['by another name, with the token', { hosts: ['evil'], target: '/?token=the-token' }, 421],
  ])('%s', (_, more, expected) => expect(outcome(more)).toBe(expected));

  it('with the token gets a cookie that no other site sends, and no script reads', () => {
    expect(admit(asked({ target: '/?token=the-token' }), KEYS)).toEqual({
      answer: 'welcome',
      cookie: 'model-registry-8484=the-session; Path=/; HttpOnly; SameSite=Strict',
    });
  });

  it('by another name hears what to do', () => {
    const why = expect.stringMatching(/^Open the address .*: a tunnel has to use the same port\.$/);
    expect(admit(asked({ hosts: ['127.0.0.1:9000'] }), KEYS)).toMatchObject({ status: 421, why });
  });

  it('never hears a secret in a refusal', () => {
    for (const more of [{ hosts: ['x'] }, { cookies: '' }, { target: '/?token=x' }]) {
      expect(JSON.stringify(admit(asked(more), KEYS))).not.toMatch(/the-token|the-session/);
    }
  });
});

it('on port 80 browsers leave the port out', () => expect(hostOf(80)).toBe('127.0.0.1'));

import { afterEach, expect, it, vi } from 'vitest';
import { ownEnvironment } from '../../src/locks/own-environment.js';

afterEach(() => void vi.unstubAllEnvs());

const USUAL = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

it.each([
  ['/srv/bot/venv/bin', `/srv/bot/venv/bin:${USUAL}`],
  // Not the current directory, for which an empty folder's name stands.
  ['', USUAL],
  [undefined, USUAL],
])('with PATH %j looks in %s', (path, expected) => {
  vi.stubEnv('PATH', path);
  vi.stubEnv('LC_ALL', 'C');
  expect(ownEnvironment()).toMatchObject({ LC_ALL: 'C', PATH: expected });
  expect(process.env.PATH).toBe(path);
});

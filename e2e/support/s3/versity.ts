import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, freePort, has, startDaemon, stopDaemons, until } from './daemon.js';
import { S3_KEYS, type ServerKind } from './server-kind.js';

/** Where it is: on the path, or where `go install` puts it. */
const program = process.env.VERSITYGW ?? 'versitygw';

/** Versity's gateway before a folder: another implementation of the API, in another language. */
export const VERSITY: ServerKind = {
  name: 'Versity S3 Gateway',
  isNeeded: false,
  whyNot: () => (has(program) ? null : 'this machine has no versitygw (go install)'),
  async start() {
    const folder = mkdtempSync(join(tmpdir(), 'model-registry-versity-'));
    const port = await freePort();
    mkdirSync(join(folder, 'data'));
    const words = [
      program,
      '--port',
      `127.0.0.1:${port}`,
      '--region',
      'us-east-1',
      'posix',
      join(folder, 'data'),
    ];
    const daemon = startDaemon(words, join(folder, 'log'), {
      ROOT_ACCESS_KEY: S3_KEYS.AWS_ACCESS_KEY_ID,
      ROOT_SECRET_KEY: S3_KEYS.AWS_SECRET_ACCESS_KEY,
    });
    const endpoint = `http://127.0.0.1:${port}`;
    await until('the gateway of Versity answers', () => answers(endpoint));
    return { endpoint, stop: () => stopDaemons([daemon], folder) };
  },
};

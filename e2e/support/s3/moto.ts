import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, freePort, has, startDaemon, stopDaemons, until } from './daemon.js';
import type { ServerKind } from './server-kind.js';

/** Where it is: on the path, or in an environment of Python's. */
const program = process.env.MOTO_SERVER ?? 'moto_server';

/** Moto's server: another implementation of the API, which looks at neither signatures nor hashes. */
export const MOTO: ServerKind = {
  name: 'Moto',
  isNeeded: true,
  whyNot: () =>
    has(program) ? null : 'this machine has no moto_server (pip install moto[server])',
  async start() {
    const folder = mkdtempSync(join(tmpdir(), 'model-registry-moto-'));
    const port = await freePort();
    const daemon = startDaemon(
      [program, '-H', '127.0.0.1', '-p', String(port)],
      join(folder, 'log'),
    );
    const endpoint = `http://127.0.0.1:${port}`;
    await until('Moto answers', () => answers(endpoint));
    return { endpoint, stop: () => stopDaemons([daemon], folder) };
  },
};

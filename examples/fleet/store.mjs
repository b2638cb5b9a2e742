import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { openLine } from './line.mjs';

/**
 * A store for the demonstration: a bucket of a real S3 server, Ceph's or Moto's, which is started here; a
 * folder where none is installed.
 *
 * @param folder where it may keep its files
 * @returns `model.store` of each machine's config, by `settings(endpoint)`; the environment that has the
 *   keys; `line()`, one that can be cut, null for a folder; and `stop`
 */
export async function startStore(folder) {
  const { CEPH, MOTO, S3_KEYS, makeBucket } = await servers();
  const kind = [CEPH, MOTO].find(({ whyNot }) => whyNot() === null);
  if (kind === undefined) {
    const store = join(folder, 'store');
    mkdirSync(store);
    return {
      name: `a folder, as this machine has no S3 server: ${CEPH.whyNot()}`,
      env: {},
      settings: () => ({ url: `file://${store}` }),
      line: () => null,
      stop() {},
    };
  }
  const server = await kind.start();
  const settings = (endpoint = server.endpoint) => {
    return { url: 's3://models/demo', endpoint, region: 'us-east-1', path_style: true };
  };
  const bucket = { url: 's3://models', endpoint: server.endpoint, region: 'us-east-1' };
  await makeBucket({ ...bucket, pathStyle: true });
  return {
    name: `${kind.name} at ${server.endpoint}`,
    env: S3_KEYS,
    settings,
    line: () => openLine(server.endpoint),
    stop: server.stop,
  };
}

/** How the tests start servers; they are in TypeScript. */
async function servers() {
  const folder = mkdtempSync(join(tmpdir(), 'model-registry-servers-'));
  try {
    const outfile = join(folder, 'servers.mjs');
    const support = fileURLToPath(new URL('../../e2e/support/s3/', import.meta.url));
    const lines = ['ceph', 'moto', 'server-kind'].map((name) => `export * from './${name}.js';`);
    await build({
      stdin: { contents: lines.join('\n'), resolveDir: support, loader: 'ts' },
      tsconfig: fileURLToPath(new URL('../../tsconfig.base.json', import.meta.url)),
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
    return await import(pathToFileURL(outfile));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

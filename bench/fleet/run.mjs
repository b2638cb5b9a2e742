// Simulates fleets: node bench/fleet/run.mjs [machines]… Takes a few minutes for 100,000.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'model-registry-fleet-'));
try {
  const outfile = join(folder, 'simulate.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('simulate.mjs', import.meta.url))],
    tsconfig: fileURLToPath(new URL('../../tsconfig.base.json', import.meta.url)),
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  const words = ['--max-old-space-size=6000', outfile, ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, words, { stdio: 'inherit' }).status;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

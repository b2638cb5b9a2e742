// The main job on this folder: `pnpm demo` runs it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const bin = fileURLToPath(new URL('../../apps/cli/dist/model-registry.cjs', import.meta.url));
// The models are of November 2026; without a fixed time they would all be too old one day.
const asOf = ['--as-of', '2026-11-22T12:00:00Z'];

function modelRegistry(...words) {
  process.stdout.write(`\n$ model-registry ${words.join(' ')}\n\n`);
  const { status, error } = spawnSync(process.execPath, [bin, ...words], {
    cwd: here,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, MODEL_REGISTRY_MODELS_DIR: '' },
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 3);
}

modelRegistry('list', ...asOf);
modelRegistry('explain', ...asOf);
modelRegistry('explain', '--config', 'config/pinned.yaml', ...asOf);
modelRegistry('doctor', ...asOf);
modelRegistry('select', '--paths', ...asOf);
modelRegistry('next-version', '--force-train', ...asOf);

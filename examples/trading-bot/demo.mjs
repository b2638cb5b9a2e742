// The main job on this folder: `pnpm demo` runs it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const bin = fileURLToPath(new URL('../../apps/cli/dist/model-registry.cjs', import.meta.url));
// The models are of November 2026; without a fixed time they would all be too old one day.
const asOf = ['--as-of', '2026-11-22T12:00:00Z'];

// Where the commands look; '' is the config's own directory.
let modelsDir = '';

/** Says what comes, and runs the command as it is shown. */
function show(what, ...words) {
  process.stdout.write(`\n== ${what}\n\n$ model-registry ${words.join(' ')}\n\n`);
  const { status, error } = spawnSync(process.execPath, [bin, ...words], {
    cwd: here,
    // One stream, so that remarks stand where they were made.
    stdio: ['ignore', 'inherit', process.stdout.fd],
    env: { ...process.env, MODEL_REGISTRY_MODELS_DIR: modelsDir },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`exit status ${status}`);
}

show('Every version there is, and the one that would be selected', 'list', ...asOf);
show('Why that one, and why not the others', 'explain', ...asOf);
show('With a pin', 'explain', '--config', 'config/pinned.yaml', ...asOf);
show('What is inside its files, without loading them', 'inspect', '2.0');
show('What else to look at in the folder', 'doctor', ...asOf);
show('What a script loads', 'select', '--paths', ...asOf);
show('What a training would make', 'next-version', '--force-train', ...asOf);

/** To import it takes a while. */
const HAS_SCIKIT = `import sys; from importlib.util import find_spec
sys.exit(None in map(find_spec, ['sklearn', 'joblib']))`;
const python = ['python3', '/usr/bin/python3'].find(
  (program) => spawnSync(program, ['-c', HAS_SCIKIT]).status === 0,
);
if (python) {
  modelsDir = mkdtempSync(join(tmpdir(), 'model-registry-demo-'));
  try {
    train(python);
  } finally {
    rmSync(modelsDir, { recursive: true, force: true });
  }
} else {
  console.log('\nNo training is shown: it needs Python with scikit-learn (python3-sklearn).');
}

modelsDir = '';
show('All of it as a page', 'page', ...asOf, '--out', 'page.html');
console.log(`Open it in a browser: ${join(here, 'page.html')}`);

/** On a copy, which is thrown away. */
function train(program) {
  cpSync(join(here, 'models'), modelsDir, { recursive: true, verbatimSymlinks: true });
  const symbols =
    'BTCUSDT,ETHUSDT,SOLUSDT,DOGEUSDT,LINKUSDT,XRPUSDT,ADAUSDT,AVAXUSDT,BNBUSDT,DOTUSDT';
  // Trained as of that time too: a training end in the future counts as missing.
  const script = [program, 'train_model.py', ...asOf, '--symbols', symbols];
  const command = ['--', ...script, '--version', '{version}', '--out', '{out}'];
  show('A training that is not needed', 'train', ...asOf, ...command);
  show('A real training, on a copy of the folder', 'train', '--force-train', ...asOf, ...command);
  show('Back to the model before', 'rollback', ...asOf);
  show('What happened', 'history');
}

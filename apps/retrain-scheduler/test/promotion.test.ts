import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { trio } from '../../../packages/fs-scanner/test/temporary.js';

const SELECTOR = '@org/model-registry-selector';
const INSPECTOR = '@org/model-registry-artifact-inspector';

/** Trains a model that is better than any before. */
const COMMAND = `
printf 'Vmodel\\n.' > "$2/meta_model_v$1.joblib"
printf 'Vscaler\\n.' > "$2/feature_scaler_v$1.joblib"
printf '{"version": "%s", "performance": {"sharpe_ratio": 2}}' "$1" > "$2/model_config_v$1.json"
`;

afterEach(() => {
  vi.doUnmock(SELECTOR);
  vi.doUnmock(INSPECTOR);
  vi.resetModules();
});

/** The program, made anew from its source, that counts its decisions and notes what it inspects. */
async function countingProgram() {
  const counts = { decisions: 0, inspected: [] as string[] };
  vi.resetModules();
  vi.doMock(SELECTOR, async (importOriginal) => {
    const original = await importOriginal<typeof import('@org/model-registry-selector')>();
    const decide: typeof original.decide = (situation) => {
      counts.decisions += 1;
      return original.decide(situation);
    };
    return { ...original, decide };
  });
  vi.doMock(INSPECTOR, async (importOriginal) => {
    const original =
      await importOriginal<typeof import('@org/model-registry-artifact-inspector')>();
    const inspectFile: typeof original.inspectFile = (file, options) => {
      counts.inspected.push(basename(file));
      return original.inspectFile(file, options);
    };
    return { ...original, inspectFile };
  });
  const { PROGRAM } = await import('../src/program.js');
  const { runProgram } = await import('@org/model-registry-program');
  return {
    counts,
    run: (io: Parameters<typeof runProgram>[2], ...words: string[]) =>
      runProgram(PROGRAM, words, io),
  };
}

/** A bot's folder, which is the current one until the test ends. */
function enterBot(rotation: object): void {
  const folder = mkdtempSync(join(tmpdir(), 'model-registry-'));
  const command = ['sh', '-c', COMMAND, 'sh', '{version}', '{out}'];
  const config = { operations: { model_rotation: { enabled: true, command, ...rotation } } };
  const models = Object.entries(trio('1.0')).map(([name, text]) => [`models/${name}`, text]);
  const files: Record<string, string> = {
    ...Object.fromEntries(models),
    'config/config.yaml': JSON.stringify(config),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const before = process.cwd();
  process.chdir(folder);
  onTestFinished(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
}

it.each([
  ['promotion', { min_sharpe_ratio: 1 }, 'promoted', 4],
  ['promotion in place', { min_sharpe_ratio: 1, in_place: true }, 'promoted', 4],
  ['rejection', { min_sharpe_ratio: 3 }, 'not-promoted', 4],
])(
  'a scheduled %s decides at most 4 times, and inspects the new model once',
  async (_, rotation, action, most) => {
    enterBot(rotation);
    const { counts, run } = await countingProgram();
    const printed: string[] = [];
    const said: string[] = [];
    const io = {
      print: (text: string) => void printed.push(text),
      sayError: () => {},
      say: (remark: string) => void said.push(remark),
      show: (text: string) => void said.push(text),
      isTerminal: false,
    };
    await run(io, '--force', '--json');
    expect(JSON.parse(printed.join('')), said.join('')).toMatchObject({ action, version: '1.1' });
    expect(counts.decisions).toBeLessThanOrEqual(most);
    const ofNew = counts.inspected.filter((name) => name.includes('_v1.1.')).sort();
    expect(ofNew).toEqual(['feature_scaler_v1.1.joblib', 'meta_model_v1.1.joblib']);
  },
);

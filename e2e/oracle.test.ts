import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_LAYOUT, parseTimestamp, scoreDocument, select } from '@org/model-registry-core';
import { loadConfig, scanModels } from '@org/model-registry-fs-scanner';
import { expect } from 'vitest';
import { itWithPython } from './support/python.js';
import { spawnToEnd } from './support/spawn.js';

const ORACLE = fileURLToPath(new URL('oracle/', import.meta.url));
const COUNT = process.env.PROOFS === 'full' ? 10_000 : 150;
const SEED = process.env.PROOFS_SEED ?? '1';

interface Answer {
  readonly case: string;
  readonly selected: string | null;
  readonly ranked: readonly { version: string; score: object }[];
  readonly rejected: Readonly<Record<string, readonly string[]>>;
  readonly ignored: readonly string[];
}

itWithPython(
  `${COUNT} random models directories give what an independent reading of the rules gives`,
  [],
  async (python) => {
    const folder = mkdtempSync(join(tmpdir(), 'model-registry-oracle-'));
    try {
      run(python, 'generate.py', folder, '--count', String(COUNT), '--seed', SEED);
      const answers = run(python, 'oracle.py', folder).trim().split('\n');
      expect(answers).toHaveLength(COUNT);
      for (const line of answers) {
        const expected: Answer = JSON.parse(line);
        const dir = join(folder, expected.case);
        expect(ours(expected.case, dir)).toEqual(expected);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

itWithPython('the independent reading holds its own examples', [], (python) => {
  const { status, stderr } = spawnToEnd(python, ['-B', '-m', 'unittest'], {
    cwd: ORACLE,
  });
  expect(stderr).toMatch(/Ran \d\d+ tests[\s\S]*OK/);
  expect(status).toBe(0);
});

function run(python: string, script: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnToEnd(python, ['-B', join(ORACLE, script), ...words], {
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(`${script}: ${stderr}`);
  return stdout;
}

/** Our answer in the form of the other one. */
function ours(name: string, dir: string): Answer {
  const config = loadConfig(join(dir, 'config.yaml'));
  const now = parseTimestamp(JSON.parse(readFileSync(join(dir, 'case.json'), 'utf8')).now);
  if (config === null || now === null) throw new Error(`${name} is no case: ${readdirSync(dir)}`);
  const scan = scanModels(join(dir, config.modelsDir), DEFAULT_LAYOUT);
  const { chosen, ranked, rejected } = select(scan.models, config.requirements, now);
  return {
    case: name,
    selected: chosen?.model.version ?? null,
    ranked: ranked.map(({ model, score }) => ({
      version: model.version,
      score: JSON.parse(JSON.stringify(scoreDocument(score))),
    })),
    rejected: Object.fromEntries(
      rejected.map(({ model, problems }) => [model.version, problems.map(({ kind }) => kind)]),
    ),
    ignored: scan.ignored.map(({ file }) => file).filter((file) => /^[ -~]+$/.test(file)),
  };
}

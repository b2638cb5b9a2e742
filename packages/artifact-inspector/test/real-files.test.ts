import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type ArtifactSummary, type Inspection, inspectFile } from '../src/index.js';
import { brief } from './support/inspect-bytes.js';
import { makeRandom, mutate } from './support/mutate.js';
import { inflatingTime, processorTime } from './support/processor-time.js';
import { itWithPython, PYTHON, runPython } from './support/python.js';

const folder = mkdtempSync(join(tmpdir(), 'inspector-samples-'));
const SAMPLES = join(folder, 'samples');
beforeAll(() => {
  if (PYTHON) runPython('make_samples.py', SAMPLES);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

itWithPython(
  'every file of scikit-learn and XGBoost is clean, by every protocol and compression',
  async () => {
    const files = readdirSync(SAMPLES);
    expect(files.length).toBeGreaterThan(350);
    const outcomes = await Promise.all(
      files.map(async (file) => {
        const { findings } = await inspectFile(join(SAMPLES, file));
        const grave = findings.filter(({ kind }) => kind !== 'allowed-import').map(brief);
        return [file, ...grave].join(': ');
      }),
    );
    const unread = /\.(bz2|xz|lzma)\d\.joblib$/;
    const expected = files.map((file) => {
      const compression = unread.exec(file)?.[1];
      return compression ? `${file}: not-inspected ${compression}` : file;
    });
    expect(outcomes).toEqual(expected);
  },
);

const FOUR = { featureCount: 4, classes: [0, 1] };
const SKLEARN = { versions: { sklearn: expect.any(String) } };

const SUMMARIES: Record<string, object> = {
  scaler_named: { ...SKLEARN, featureNames: ['f1', 'f2', 'f3', 'f4'] },
  logistic_text: { featureCount: 4, classes: ['down', 'up'] },
  logistic_object: { featureCount: 4, classes: ['down', 'up'] },
  pipeline: {
    ...FOUR,
    ...SKLEARN,
    parts: [{ name: 'standardscaler' }, { name: 'logisticregression' }],
  },
  voting: { ...FOUR, parts: [{ name: 'lr' }, { name: 'rf' }] },
  stacking: FOUR,
  grid: FOUR,
  boosted: FOUR,
  bundle: { ...FOUR, estimator: 'sklearn.ensemble._forest.RandomForestClassifier' },
  xgb_classifier: { ...FOUR, versions: { xgboost: expect.any(String) } },
  xgb_booster: { featureCount: 4, featureNames: ['f1', 'f2', 'f3', 'f4'] },
  xgb_voting: FOUR,
};

itWithPython('what files say is the same by every protocol', async () => {
  for (const [name, expected] of Object.entries(SUMMARIES)) {
    const read = async (file: string) => (await inspectFile(join(SAMPLES, file))).summary;
    const summary: ArtifactSummary = await read(`${name}.joblib`);
    expect(summary, name).toMatchObject(expected);
    const variants = readdirSync(SAMPLES).filter((file) =>
      /^\.(p\d|plain|zlib|gzip)/.test(file.replace(name, '')),
    );
    for (const file of variants) expect(await read(file), file).toEqual(summary);
  }
});

itWithPython(
  'the versions of libraries are found wherever an ensemble keeps its models',
  async () => {
    const made = join(folder, 'ensembles');
    const versions = JSON.parse(runPython('make_ensembles.py', made));
    const files = readdirSync(made);
    expect(files).toHaveLength(13);
    for (const file of files) {
      expect((await inspectFile(join(made, file))).summary.versions, file).toMatchObject(versions);
    }
  },
);

const CASES = process.env.PROOFS === 'full' ? 100_000 : 200;
const BATCH = Math.min(CASES, 1_000);

/** What joblib's own unpickler would import from each file of a folder, by file name. */
function importsSeenByJoblib(batch: string): Map<string, string[]> {
  const seen = new Map<string, string[]>();
  for (const line of runPython('list_imports.py', batch).trimEnd().split('\n')) {
    const [file, name]: [string, string | null] = JSON.parse(line);
    const names = seen.get(file) ?? [];
    if (name !== null && name !== 'crash') names.push(name);
    seen.set(file, names);
  }
  return seen;
}

function namesIn({ findings }: Inspection): Set<string> {
  return new Set(findings.flatMap((one) => ('module' in one ? [`${one.module} ${one.name}`] : [])));
}

itWithPython(
  `of ${CASES} damaged files none goes wrong, and none that passes imports more than was listed`,
  async () => {
    const originals = readdirSync(SAMPLES)
      .filter(
        (file) => !/\.(bz2|xz|lzma)\d/.test(file) && statSync(join(SAMPLES, file)).size < 50_000,
      )
      .map((file) => readFileSync(join(SAMPLES, file)));
    const random = makeRandom(20_261_122);
    const verdicts = { clean: 0, warning: 0, refused: 0 };
    const missed: string[] = [];
    const unit = await inflatingTime();
    for (let done = 0; done < CASES; done += BATCH) {
      const batch = join(folder, 'damaged', String(done));
      mkdirSync(batch, { recursive: true });
      const inspections = new Map<string, Inspection>();
      for (let number = 0; number < BATCH; number++) {
        const file = join(batch, String(number));
        writeFileSync(file, mutate(originals[random(originals.length)] as Buffer, random));
        const time = await processorTime(async () => {
          const inspection = await inspectFile(file);
          verdicts[inspection.verdict]++;
          inspections.set(String(number), inspection);
        });
        expect(time).toBeLessThan(5 * unit);
      }
      const seen = importsSeenByJoblib(batch);
      expect(seen.size).toBe(BATCH);
      for (const [file, inspection] of inspections) {
        if (inspection.verdict === 'refused') continue;
        const listed = namesIn(inspection);
        const more = (seen.get(file) ?? []).filter((name) => !listed.has(name));
        if (more.length > 0) missed.push(`${done + Number(file)}: ${more}`);
      }
      rmSync(batch, { recursive: true });
    }
    expect(missed).toEqual([]);
    // Most damage is noticed, and some is in numbers and leaves a file whole: both must be among the cases.
    expect(verdicts.refused).toBeGreaterThan(CASES / 2);
    expect(verdicts.clean).toBeGreaterThan(CASES / 100);
  },
);

const MUTATIONS = process.env.PROOFS === 'full' ? 100_000 : 100;
const ROUND = Math.min(MUTATIONS, 5_000);

itWithPython(
  `of ${MUTATIONS} mutated files none that passes does more in Python than it was allowed`,
  async () => {
    let passed = 0;
    let loaded = 0;
    for (let done = 0; done < MUTATIONS; done += ROUND) {
      const round = join(folder, 'mutated', String(done));
      runPython('mutate_pickles.py', SAMPLES, round, String(ROUND), String(1 + done));
      const allowed: string[] = [];
      for (const file of readdirSync(round)) {
        const inspection = await inspectFile(join(round, file));
        if (inspection.verdict === 'refused') continue;
        allowed.push(`${JSON.stringify([file, [...namesIn(inspection)]])}\n`);
      }
      const names = join(folder, 'allowed.jsonl');
      writeFileSync(names, allowed.join(''));
      const told = runPython('watch_loading.py', round, names).trimEnd().split('\n');
      loaded += Number(told.pop());
      passed += allowed.length;
      expect(told).toEqual([]);
      rmSync(round, { recursive: true });
    }
    // Of those that pass, most are whole: Python does something with them.
    expect(passed).toBeGreaterThan(MUTATIONS / 10);
    expect(loaded).toBeGreaterThan(passed / 2);
  },
);

itWithPython('what a file does beyond making objects is noticed', async () => {
  const hostile = join(folder, 'hostile');
  mkdirSync(hostile);
  const calls: Record<string, string> = {
    opens: 'cio\nopen\n(V/etc/passwd\ntR.',
    starts: 'cposix\nsystem\n(Vtrue\ntR.',
    evaluates: 'cbuiltins\neval\n(V1\ntR.',
    imports: 'cwsgiref\n__doc__\n.',
    takes: 'cbuiltins\nbytearray\n(I300000000\ntR.',
    spins: 'cbuiltins\nsum\n(cbuiltins\nrange\n(I1000000000000\ntRtR.',
    dies: 'cos\nabort\n(tR.',
  };
  for (const [name, content] of Object.entries(calls)) writeFileSync(join(hostile, name), content);
  const allowed =
    'io open,posix system,builtins eval,builtins bytearray,builtins sum,builtins range,os abort';
  const watch = (files: readonly string[], ...seconds: string[]) => {
    const names = join(folder, 'hostile.jsonl');
    const line = (file: string) => `${JSON.stringify([file, allowed.split(',')])}\n`;
    writeFileSync(names, files.map(line).join(''));
    return runPython('watch_loading.py', hostile, names, ...seconds)
      .trimEnd()
      .split('\n')
      .slice(0, -1);
  };
  // Only what never ends is given little time: on a slow machine the memory alone takes a second of the processor's.
  const others = Object.keys(calls).filter((name) => name !== 'spins');
  const told = [...watch(others), ...watch(['spins'], '1')];
  // Joblib loads it, and pickle once more, which does the same.
  const once = (lines: readonly string[]) =>
    new Set(lines.map((line) => line.replaceAll(/ at 0x[\da-f]+/g, '')));
  const seen = Object.fromEntries(
    told.map((one) => {
      const [file, lines] = JSON.parse(one);
      return [file, [...once(lines)]];
    }),
  );
  expect(seen).toEqual({
    opens: [expect.stringContaining('/etc/passwd')],
    starts: [expect.stringContaining('os.system')],
    evaluates: [expect.stringContaining('compile'), expect.stringContaining('exec')],
    imports: ['imports wsgiref __doc__'],
    takes: [expect.stringContaining('KiB')],
    spins: ['ends with SIGXCPU'],
    dies: ['ends with SIGABRT'],
  });
});

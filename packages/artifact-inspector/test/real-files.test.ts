import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { type ArtifactSummary, inspectFile } from '../src/index.js';
import { brief } from './support/inspect-bytes.js';
import { itWithPython, runPython } from './support/python.js';

const folder = mkdtempSync(join(tmpdir(), 'inspector-samples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
itWithPython(
  'every file of scikit-learn and XGBoost is clean, by every protocol and compression',
  async () => {
    runPython('make_samples.py', folder);
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(350);
    const outcomes = await Promise.all(
      files.map(async (file) => {
        const { findings } = await inspectFile(join(folder, file));
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
    const read = async (file: string) => (await inspectFile(join(folder, file))).summary;
    const summary: ArtifactSummary = await read(`${name}.joblib`);
    expect(summary, name).toMatchObject(expected);
    const variants = readdirSync(folder).filter((file) =>
      /^\.(p\d|plain|zlib|gzip)/.test(file.replace(name, '')),
    );
    for (const file of variants) expect(await read(file), file).toEqual(summary);
  }
});

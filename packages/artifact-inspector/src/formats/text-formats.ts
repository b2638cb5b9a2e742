import { isTextByte } from '../bytes/file.js';
import { lightgbmFacts } from '../summary/lightgbm.js';
import { EMPTY_SUMMARY } from '../summary/summary.js';
import { type Checked, readUpTo, type Whole } from './checked.js';
import { isJson } from './json.js';

/** JSON: XGBoost's own, or any other. */
export async function checkJson(file: Whole, start: Buffer): Promise<Checked> {
  if (!/^\s*[{[]/.test(start.toString('latin1'))) return null;
  const version: string[] = [];
  const featureNames: string[] = [];
  let count = 0;
  const isWhole = await isJson(file, (path, text) => {
    if (path === 'version' && version.length < 3) version.push(text);
    else if (path === 'learner/learner_model_param/num_feature') count = Number(text);
    else if (path === 'learner/feature_names' && featureNames.length < MOST_NAMES)
      featureNames.push(text);
  });
  if (!isWhole) return 'content';
  const isBooster = count > 0;
  return {
    featureCount: isBooster ? count : null,
    featureNames: isBooster && featureNames.length > 0 ? featureNames : null,
    versions: { ...EMPTY_SUMMARY.versions, xgboost: isBooster ? version.join('.') || null : null },
  };
}

const MOST_NAMES = 100_000;
const CHUNK = 256 * 1024;
const HEADER = 1024 * 1024;

/** LightGBM's text: `tree`, lines of facts, the trees, and their end. */
export async function checkLightgbm(file: Whole): Promise<Checked> {
  const start = await readUpTo(file, HEADER);
  const facts = lightgbmFacts(start.toString('utf8'));
  if (facts === null) return null;
  let tail = start.subarray(-64).toString('latin1');
  let hasEnd = start.includes(END_OF_TREES);
  if (!start.every(isTextByte)) return 'content';
  const chunk = Buffer.allocUnsafe(CHUNK);
  for (;;) {
    const count = await file.read(chunk, 0, CHUNK);
    if (count === 0) break;
    const part = chunk.subarray(0, count);
    if (!part.every(isTextByte)) return 'content';
    const text = tail + part.toString('latin1');
    hasEnd ||= text.includes(END_OF_TREES);
    tail = text.slice(-64);
  }
  if (!hasEnd) return 'size';
  const { version, featureCount, featureNames } = facts;
  return { featureCount, featureNames, versions: { ...EMPTY_SUMMARY.versions, lightgbm: version } };
}

const END_OF_TREES = '\nend of trees';

/** Text without control characters. */
export async function checkCsv(file: Whole): Promise<Checked> {
  const chunk = Buffer.allocUnsafe(CHUNK);
  for (;;) {
    const count = await file.read(chunk, 0, CHUNK);
    if (count === 0) return {};
    if (!chunk.subarray(0, count).every(isTextByte)) return null;
  }
}

import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** File contents by their path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** When something is to be cleaned up: `onTestFinished`, `afterAll`. */
type AtTheEnd = (clean: () => Promise<void>) => void;

/** A folder that every user may enter, in memory where there is room; gone when the running test ends. */
export function temporaryFolder(atTheEnd: AtTheEnd = onTestFinished, place = tmpdir()): string {
  const folder = mkdtempSync(join(place, 'model-registry-'));
  chmodSync(folder, 0o755);
  atTheEnd(() => removeFolder(folder));
  return folder;
}

/** What a killed program had started may still write into the folder for a moment. */
function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

/** A new models directory that holds these files: `{ 'meta_model_v1.0.joblib': 'x' }`. */
export function modelsFolder(files: Files, atTheEnd?: AtTheEnd): string {
  const folder = join(temporaryFolder(atTheEnd), 'models');
  mkdirSync(folder);
  writeFiles(folder, files);
  return folder;
}

export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** What a training writes down today. */
export const METADATA = {
  training_mode: 'single_symbol',
  symbol_encoding_type: 'one_hot',
  trained_symbols: ['BTCUSDT'],
  training_days: 730,
  training_end_timestamp: '2025-11-30T00:00:00Z',
} as const;

/** The three files of a version that nothing is wrong with, or whose metadata differs in this. */
export function version(name: string, metadata: object = {}): Files {
  return versionWith(name, JSON.stringify({ ...METADATA, ...metadata }));
}

/** The smallest joblib file: Python's `None`. */
export const JOBLIB = 'N.';

/** The three files of a version with this config file. */
export function versionWith(name: string, config: string | Uint8Array): Files {
  return {
    [`meta_model_v${name}.joblib`]: JOBLIB,
    [`feature_scaler_v${name}.joblib`]: JOBLIB,
    [`model_config_v${name}.json`]: config,
  };
}

/** The same as `temporaryFolder`, for all tests of the `describe` that calls it. */
export function sharedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'model-registry-'));
  afterAll(() => removeFolder(folder));
  return folder;
}

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** File contents by their path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder that every user may enter, in memory where there is room; gone when the running test ends. */
export function temporaryFolder(
  atTheEnd: (clean: () => void) => void = onTestFinished,
  place = tmpdir(),
): string {
  const folder = mkdtempSync(join(place, 'model-registry-'));
  chmodSync(folder, 0o755);
  atTheEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new models directory that holds these files: `{ 'meta_model_v1.0.joblib': 'x' }`. */
export function modelsFolder(files: Files, atTheEnd?: (clean: () => void) => void): string {
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
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new directory, in a folder of its own, with these files (path → content), removed after the test. */
export function directoryOf(files: Readonly<Record<string, string | Buffer>>): string {
  const own = realpathSync(mkdtempSync(join(tmpdir(), 'model-registry-')));
  onTestFinished(() => rmSync(own, { recursive: true, force: true }));
  chmodSync(own, 0o755);
  const dir = join(own, 'models');
  mkdirSync(dir, { mode: 0o700 });
  writeFiles(dir, files);
  return dir;
}

/** Writes files (path → content) into a folder, and the folders on the way to them. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** The three files of a complete version; the joblib files hold a text each. */
export function trio(version: string, metadata = '{}'): Record<string, string> {
  return {
    [`meta_model_v${version}.joblib`]: 'Vmodel\n.',
    [`feature_scaler_v${version}.joblib`]: 'Vscaler\n.',
    [`model_config_v${version}.json`]: metadata,
  };
}

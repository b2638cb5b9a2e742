import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { instantOf, parseConfig } from '@org/model-registry-core';
import { onTestFinished } from 'vitest';
import { type Interruption, listenForSignals } from '../src/index.js';

export { directoryOf, trio } from '../../fs-scanner/test/temporary.js';

/** What every request is made from: the default config, and no waiting for locks. */
export function situationIn(modelsDir: string) {
  const parsed = parseConfig({});
  if (!parsed.ok) throw new Error('the defaults are no config');
  const now = instantOf(new Date('2026-01-02T03:04:05.678Z'));
  return { modelsDir, config: parsed.config, now, waitSeconds: 0 };
}

/** Signals to this process are taken over until the test ends. */
export function interruption(): Interruption {
  const listening = listenForSignals();
  onTestFinished(() => listening.stop());
  return listening;
}

/** The files directly in a folder, by name. */
export function filesOf(dir: string): Record<string, string> {
  const names = readdirSync(dir).filter((name) => statSync(join(dir, name)).isFile());
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(dir, name), 'utf8')]));
}

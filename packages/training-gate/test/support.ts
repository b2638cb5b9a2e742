import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { instantOf, parseConfig } from '@org/model-registry-core';
import { registryAt } from '@org/model-registry-fs-scanner';
import type { Situation } from '@org/model-registry-selector';

export { directoryOf, trio } from '../../fs-scanner/test/temporary.js';

/** A models directory with the default config. */
export function situationIn(modelsDir: string): Situation {
  const parsed = parseConfig({});
  if (!parsed.ok) throw new Error('the defaults are no config');
  const now = instantOf('2026-01-02T03:04:05.678Z');
  return { registry: registryAt(modelsDir), config: parsed.config, now };
}

export const QUICK = { waitSeconds: 0, purpose: 'a test' };

/** Signals that nobody sends. */
export const UNDISTURBED = {
  interrupt: new AbortController().signal,
  kill: new AbortController().signal,
};

/** The files directly in a folder, by name. */
export function filesOf(dir: string): Record<string, string> {
  const names = readdirSync(dir).filter((name) => statSync(join(dir, name)).isFile());
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(dir, name), 'utf8')]));
}

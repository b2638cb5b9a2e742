import { configUsesDocument, instantOf, noteUse } from '@org/model-registry-core';
import { type Registry, readConfigUses } from '@org/model-registry-fs-scanner';
import { writeFile } from './files/write-file.js';

/**
 * Notes which config a registry is used with, so that whoever archives or pins can ask it too. Under the
 * store lock. Nothing is written for a config that came through a pipe, and once a day for any other.
 *
 * @throws the system's error; nothing is changed then
 */
export function recordConfig(registry: Registry): void {
  const { configFile: config, isNamed: isDirNamed } = registry;
  if (config === null) return;
  const lastUsed = instantOf(new Date());
  const use = { config, workingDirectory: process.cwd(), isDirNamed, lastUsed };
  const uses = noteUse(readConfigUses(registry), use);
  if (uses === null) return;
  writeFile(registry, registry.configs, `${JSON.stringify(configUsesDocument(uses), null, 1)}\n`);
}

import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  type ConfigUse,
  isStillUsed,
  type PinEffect,
  type RegistryConfig,
  selectedVersion,
} from '@org/model-registry-core';
import {
  isStream,
  loadConfig,
  type Registry,
  readConfigUses,
  readPins,
  registryAt,
} from '@org/model-registry-fs-scanner';
import { decide, type Situation } from '@org/model-registry-selector';

/** A config file that was named beside the one that a command runs with. */
export interface AlsoConfig {
  /** Absolute. */
  readonly file: string;
  readonly config: RegistryConfig;
}

/** The configs that a models directory is used with, beside the one that a command runs with. */
export interface OtherConfigs {
  readonly situations: readonly OtherSituation[];
  /** Files that are gone: their bots cannot start, and are not reckoned with. */
  readonly gone: readonly string[];
  /** Files that cannot be read: of bots that wrote here not long ago, or the one that names them. */
  readonly unreadable: readonly string[];
}

/** What another bot decides from. */
interface OtherSituation {
  readonly file: string;
  readonly situation: Situation;
}

/**
 * Reads the other configs that were recorded, and those that were named. A recorded path is somebody
 * else's word: it is read as a config only, from a regular file, and nothing of its content is shown.
 */
export function otherConfigs(
  { registry, now }: Situation,
  alsoConfigs: readonly AlsoConfig[],
): OtherConfigs {
  const named = new Set(alsoConfigs.map(({ file }) => file));
  const { uses: all, damage } = readConfigUses(registry);
  const uses = all.filter(({ config }) => config !== registry.configFile && !named.has(config));
  const read = uses.map((use) => ({ use, found: readUse(use, registry) }));
  const configs = read.flatMap(({ use, found }): AlsoConfig[] =>
    typeof found === 'object' && concerns(use, found, registry)
      ? [{ file: use.config, config: found }]
      : [],
  );
  const files = (what: 'gone' | 'unreadable') =>
    read.flatMap(({ use, found }) => (found === what ? use : [])).filter(isRecent);
  const isRecent = (use: ConfigUse) => isStillUsed(use, now);
  const own = alsoConfigs.filter(({ file }) => file !== registry.configFile);
  return {
    situations: [...own, ...configs].map(({ file, config }) => ({
      file,
      situation: { registry: usedWith(registry, file, config), config, now },
    })),
    gone: files('gone').map(({ config }) => config),
    unreadable: [
      ...(damage ? [damage.file] : []),
      ...files('unreadable').map(({ config }) => config),
    ],
  };
}

function readUse(
  { config: file }: ConfigUse,
  { layout }: Registry,
): RegistryConfig | 'gone' | 'unreadable' {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return 'gone';
    if (!stats.isFile() || isStream(file)) return 'unreadable';
    // Of a family whose values came from the command line, the file alone does not tell the names.
    return loadConfig(file, layout.values) ?? 'gone';
  } catch {
    return 'unreadable';
  }
}

/** A config that names another models directory by now has nothing to do with this one. */
function concerns(
  use: ConfigUse,
  { modelsDir, layout }: RegistryConfig,
  registry: Registry,
): boolean {
  // The models of another layout are others.
  if (!isDeepStrictEqual(layout, registry.layout)) return false;
  if (use.isDirNamed) return true;
  const dir = resolve(use.workingDirectory, modelsDir);
  return dir === registry.modelsDir || realPath(dir) === realPath(registry.modelsDir);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function usedWith({ modelsDir }: Registry, configFile: string, config: RegistryConfig): Registry {
  const { trustedLinks, layout } = config;
  return registryAt(modelsDir, { trustedLinks, layout, configFile });
}

/**
 * What other configs select or pin, each version with the config's path.
 *
 * @throws what {@link decide} throws
 */
export async function versionsOfOthers({
  situations,
}: OtherConfigs): Promise<ReadonlyMap<string, string>> {
  const versions = new Map<string, string>();
  for (const { file, situation } of situations) {
    const decision = await decide(situation);
    for (const version of [selectedVersion(decision), decision.pin?.version ?? null]) {
      if (version !== null && !versions.has(version)) versions.set(version, file);
    }
  }
  return versions;
}

/**
 * What a pin for every config would do to the others. One that has a pin of its own is not touched.
 *
 * @throws what {@link decide} throws
 */
export async function effectsOnOthers(
  { situations }: OtherConfigs,
  version: string,
): Promise<PinEffect[]> {
  const effects: PinEffect[] = [];
  for (const { file, situation } of situations) {
    const { config, registry } = situation;
    if (config.requirements.pin !== null || hasOwnPin(registry)) continue;
    const before = selectedVersion(await decide(situation));
    const requirements = { ...config.requirements, pin: version };
    const decision = await decide({ ...situation, config: { ...config, requirements } });
    const rejected = decision.selection.rejected.find(({ model }) => model.version === version);
    const after = selectedVersion(decision);
    effects.push({ config: file, before, after, problems: rejected?.problems ?? [] });
  }
  return effects;
}

function hasOwnPin(registry: Registry): boolean {
  const { configFile } = registry;
  return configFile !== null && (readPins(registry)?.forConfigs.has(configFile) ?? false);
}

import { dirname, join, resolve, sep } from 'node:path';
import { DEFAULT_LAYOUT, familyOf, type Layout } from '@org/model-registry-core';

/** The folder in a models directory for all that is kept beside the models. */
export const OWN = '.registry';

/** A models directory, and where everything is that is kept in it beside the models: absolute paths. */
export interface Registry {
  readonly modelsDir: string;
  /** How the files in it are named. */
  readonly layout: Layout;
  /** Folders outside it that its symlinks may lead into. */
  readonly trustedLinks: readonly string[];
  /** `.registry` in the models directory; of one family of several, `.registry/<family>` with its values. */
  readonly root: string;
  /** Holds a private folder for each run that is not yet published. */
  readonly staging: string;
  /** Holds a folder for each finished version that was not to be published. */
  readonly rejected: string;
  /** Holds a folder for each version whose training left more than the version's files. */
  readonly extras: string;
  readonly archive: string;
  readonly pin: string;
  readonly journal: string;
  /** What models did while they were live, a line each. */
  readonly results: string;
  readonly trainingLock: string;
  readonly storeLock: string;
  /** Says which version is being moved to the archive. */
  readonly archiving: string;
  /** Says which version is being brought back from the archive. */
  readonly restoring: string;
  /** Says which version is being deleted in the archive. */
  readonly deleting: string;
  /** Says which training is under way, and what was there before it. */
  readonly training: string;
  /** The symbols of the training that is under way, a line each. */
  readonly symbols: string;
  /** What the retrain scheduler remembers. */
  readonly retrain: string;
  /** Which configs it is used with. */
  readonly configs: string;
  /** What is known of the store that many machines share. */
  readonly fleet: string;
  /** How the last one who wrote named the files. */
  readonly names: string;
  /** The config file that it is used with now, absolute; null for none that can be read again. */
  readonly configFile: string | null;
  /** It was named by an option or the environment, and not by the config. */
  readonly isNamed: boolean;
  /**
   * Files outside the models directory, each of which says that it was used: beside it, and beside the
   * config file. One of them outlives a volume that is not mounted.
   */
  readonly marks: readonly string[];
}

/** What a config says of the models directory that it is used with. */
export interface RegistryUse {
  /** `model.layout`; the default one where it is left out. */
  readonly layout?: Layout;
  /** `model.trusted_links`; none where it is left out. */
  readonly trustedLinks?: readonly string[];
  /** The config file, absolute; null, or left out, where there is none that can be read again. */
  readonly configFile?: string | null;
  /** An option or the environment names the directory, and not the config. */
  readonly isNamed?: boolean;
}

/**
 * The registry of a models directory. Nothing is read or made, and symlinks are not followed.
 *
 * @param modelsDir absolute, or relative to the directory that is the current one now
 * @example registryAt('models').journal // '/srv/bot/models/.registry/journal.jsonl'
 */
export function registryAt(
  modelsDir: string,
  {
    layout = DEFAULT_LAYOUT,
    trustedLinks = [],
    configFile = null,
    isNamed = false,
  }: RegistryUse = {},
): Registry {
  const dir = resolve(modelsDir);
  const root = join(dir, OWN, familyOf(layout) ?? '');
  // Nothing is to be resolved in these names, and each start makes them all.
  const own = (name: string) => root + sep + name;
  return {
    modelsDir: dir,
    layout,
    trustedLinks,
    root,
    staging: own('staging'),
    rejected: own('rejected'),
    extras: own('extras'),
    archive: join(dir, 'archive'),
    pin: own('pin.json'),
    journal: own('journal.jsonl'),
    results: own('results.jsonl'),
    trainingLock: own('training.lock'),
    storeLock: own('store.lock'),
    archiving: own('archiving.json'),
    restoring: own('restoring.json'),
    deleting: own('deleting.json'),
    training: own('training.json'),
    symbols: own('symbols.txt'),
    retrain: own('retrain.json'),
    configs: own('configs.json'),
    fleet: own('fleet.json'),
    names: own('names.json'),
    configFile,
    isNamed,
    marks: marksOf(dir, configFile),
  };
}

/** Characters of a mark's name, at most; the end of a longer path tells it from others. */
const MOST_CHARACTERS = 200;

function marksOf(modelsDir: string, configFile: string | null): string[] {
  const name = encodeURIComponent(Buffer.from(modelsDir).toString()).slice(-MOST_CHARACTERS);
  const folders = new Set([dirname(modelsDir), ...(configFile ? [dirname(configFile)] : [])]);
  const inside = modelsDir.endsWith(sep) ? modelsDir : modelsDir + sep;
  return [...folders]
    .filter((folder) => !(folder + sep).startsWith(inside))
    .map((folder) => join(folder, '.model-registry', name));
}

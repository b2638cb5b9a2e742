import { join, resolve } from 'node:path';

/** Where everything is that is kept in a models directory beside the models; absolute paths. */
export interface RegistryPaths {
  readonly modelsDir: string;
  /** `.registry` in the models directory. */
  readonly root: string;
  /** Holds a private folder for each run that is not yet published. */
  readonly staging: string;
  /** Holds a folder for each version that was finished and turned down. */
  readonly rejected: string;
  readonly archive: string;
  readonly pin: string;
  readonly journal: string;
  readonly trainingLock: string;
  readonly storeLock: string;
  /** Says which archiving is under way. */
  readonly archiving: string;
  /** What the retrain scheduler remembers. */
  readonly retrain: string;
}

/**
 * Where the parts of a models directory are. Nothing is read or made.
 *
 * @example registryPaths('models').journal // '/srv/bot/models/.registry/journal.jsonl'
 */
export function registryPaths(modelsDir: string): RegistryPaths {
  const dir = resolve(modelsDir);
  const root = join(dir, '.registry');
  return {
    modelsDir: dir,
    root,
    staging: join(root, 'staging'),
    rejected: join(root, 'rejected'),
    archive: join(dir, 'archive'),
    pin: join(root, 'pin.json'),
    journal: join(root, 'journal.jsonl'),
    trainingLock: join(root, 'training.lock'),
    storeLock: join(root, 'store.lock'),
    archiving: join(root, 'archiving.json'),
    retrain: join(root, 'retrain.json'),
  };
}

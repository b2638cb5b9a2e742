import type { Registry } from '@org/model-registry-fs-scanner';

/**
 * The training lock, held: no other training is under way. Its registry is there and checked. What
 * only a training may write takes this as its first argument.
 */
export interface TrainingLock {
  readonly held: 'training';
  readonly registry: Registry;
  /** Pass it on to the training command, so that the lock is held as long as either of them lives. */
  readonly fd: number;
  /** Gives the lock up. A second call does nothing. */
  release(): Promise<void>;
}

/**
 * The store lock, held: nobody else writes to the models directory. Its registry is there and
 * checked. All that writes takes this as its first argument.
 */
export interface StoreLock {
  readonly held: 'store';
  readonly registry: Registry;
}

import type { Requirements } from '../config/parse-config.js';
import type { ModelScan } from '../models/model.js';
import type { Problem, ResultsUnreadable, UnreadableFolder } from '../models/problem.js';
import type { Standing } from './live-results.js';
import type { Rejection, Selection, TurnedDown } from './select.js';

/** The version that alone may be selected, and who says so. */
export interface EffectivePin {
  readonly version: string;
  /** The config file (`model.pin`), the command `pin`, or that with `--fleet`, on any machine. */
  readonly by: 'config' | 'command' | 'fleet';
  /** When it was made, as far as that is known; null for the config's. Text of a file. */
  readonly at: string | null;
  /** Who made it, likewise. */
  readonly user: string | null;
}

/** Which model may be loaded now, and all that this was decided from. */
export interface Decision {
  readonly scan: ModelScan;
  /** Null where no version is pinned. */
  readonly pin: EffectivePin | null;
  /**
   * What this user may not read, so that it is not known whether a version is pinned: another may be
   * selected than the pinned one. Null for all that is decided before a change.
   */
  readonly unreadPin: UnreadableFolder | null;
  /** Whether the pinned version is not in the models directory, but in `archive/`. */
  readonly isPinArchived: boolean;
  /** Those of the config, with the pin that holds. */
  readonly requirements: Requirements;
  /**
   * Versions that are turned down for what they did while they were live; empty where that is not asked for.
   */
  readonly turnedDown: TurnedDown;
  /**
   * How versions do by their last live results, in each metric that the config asks for; empty where it asks
   * for none.
   */
  readonly standings: ReadonlyMap<string, readonly Standing[]>;
  /** Why no version is turned down for that, though it is asked for; null where it could be read. */
  readonly unreadResults: ResultsUnreadable | null;
  readonly selection: Selection;
  /** Candidates that verification turned down, best first; they are in `selection.rejected` too. */
  readonly refused: readonly Rejection[];
  /** What a person should look at in the chosen model's files, though it does not turn the model down. */
  readonly warnings: readonly Problem[];
}

/**
 * What a decision says of the model that was chosen: who follows it for weeks need not hold on to all the others.
 */
export interface Choice
  extends Pick<Decision, 'pin' | 'requirements' | 'unreadPin' | 'unreadResults'> {
  readonly selection: Pick<Selection, 'chosen'>;
}

/**
 * That part of a decision, which holds on to nothing else of it.
 *
 * @example selectedVersion(choiceOf(decision)) // '1.4'
 */
export function choiceOf({
  pin,
  requirements,
  unreadPin,
  unreadResults,
  selection: { chosen },
}: Decision): Choice {
  return { pin, requirements, unreadPin, unreadResults, selection: { chosen } };
}

/**
 * The version that a decision chose; null for none.
 *
 * @example selectedVersion(decision) // '1.4'
 */
export function selectedVersion({ selection }: Pick<Choice, 'selection'>): string | null {
  return selection.chosen?.model.version ?? null;
}

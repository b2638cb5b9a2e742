import type { Decision, FleetAnswer } from '@org/model-registry-core';
import { liveModelOf } from '@org/model-registry-fs-scanner';
import {
  findTraining,
  knownState,
  readJournal,
  readRetrainState,
} from '@org/model-registry-fs-store';
import type { PageFleet, PageSnapshot, Retraining } from '@org/model-registry-page';
import type { Situation } from '@org/model-registry-selector';
import { lookAhead } from '@org/model-registry-training-gate';

/** What a page shows that is not in the models directory. */
export interface Beside {
  /** Null where the defaults are used. */
  readonly configFile: string | null;
  /** Why the decision may be out of date; null where it is not. */
  readonly trouble: string | null;
  /** What the store said; of no matter where the config names none. */
  readonly fleet: FleetAnswer;
}

/**
 * Reads all that a page shows beside the decision: the journal, how retraining goes, live results, what this
 * machine knows of the store. Changes nothing, and asks no store.
 *
 * @throws Error for failing IO
 * @example renderPage(await readSnapshot(situation, decision, beside), 'file')
 */
export async function readSnapshot(
  situation: Situation,
  decision: Decision,
  { configFile, trouble, fleet }: Beside,
): Promise<PageSnapshot> {
  const { registry, config, now } = situation;
  const { entries, skipped } = readJournal(registry);
  const chosen = decision.selection.chosen?.model ?? null;
  return {
    now,
    configFile,
    config,
    decision,
    live: chosen && liveModelOf(chosen, now),
    journal: entries,
    skippedEntries: skipped,
    retraining: await readRetraining(situation, decision),
    trouble,
    fleet: withOwn(situation, fleet),
  };
}

async function readRetraining(
  { registry, config, now }: Situation,
  decision: Decision,
): Promise<Retraining> {
  const { state, isBroken } = readRetrainState(registry);
  const { plan, next } = lookAhead(config, decision, state, now, false);
  const training = await findTraining(registry);
  return {
    plan,
    next,
    state,
    isStateBroken: isBroken,
    training: training === null || training === 'unknown' ? null : training.message,
  };
}

/** Null without a store. */
function withOwn({ registry, config }: Situation, answer: FleetAnswer): PageFleet | null {
  return config.store && { ...answer, own: knownState(registry, config.store.url) };
}

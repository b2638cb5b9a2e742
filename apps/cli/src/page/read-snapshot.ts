import type { Decision } from '@org/model-registry-core';
import { liveModelOf, readResults } from '@org/model-registry-fs-scanner';
import { findTraining, readJournal, readRetrainState } from '@org/model-registry-fs-store';
import type { PageSnapshot, Retraining } from '@org/model-registry-page';
import type { Situation } from '@org/model-registry-selector';
import { lookAhead } from '@org/model-registry-training-gate';

/**
 * Reads all that a page shows beside the decision: the journal, how retraining goes, live results. Changes nothing.
 *
 * @param configFile null where the defaults are used
 * @param trouble why the decision may be out of date; null where it is not
 * @throws Error for failing IO
 * @example renderPage(await readSnapshot(surroundings, decision, configFile, null), 'file')
 */
export async function readSnapshot(
  situation: Situation,
  decision: Decision,
  configFile: string | null,
  trouble: string | null,
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
    results: config.requirements.live === null ? [] : readResults(registry).records,
    trouble,
    fleet: null,
  };
}

async function readRetraining(
  { registry, config, now }: Situation,
  decision: Decision,
): Promise<Retraining> {
  const { state, isBroken } = readRetrainState(registry);
  const { plan, next, queue } = lookAhead(config, decision, state, now, false);
  const training = await findTraining(registry);
  return {
    plan,
    next,
    state,
    isStateBroken: isBroken,
    queuedSymbols: queue.symbols,
    training: training === null || training === 'unknown' ? null : training.message,
  };
}

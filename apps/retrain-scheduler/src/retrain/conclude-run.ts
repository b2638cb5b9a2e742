import {
  type Decision,
  type DiscoveredModel,
  type Extras,
  endRun,
  failureSentence,
  type Instant,
  leaveOut,
  type RetrainState,
  type RunAction,
  remarkOnMarks,
  remarksOnExtras,
  selectedVersion,
  type TrainFailure,
} from '@org/model-registry-core';
import { marksLeft } from '@org/model-registry-fs-scanner';
import { type BusyError, type TrainingLock, writeRetrainState } from '@org/model-registry-fs-store';
import type { FailedTraining, Outlook } from '@org/model-registry-training-gate';
import type { Log } from '../log.js';
import { failureTexts, judgementTexts, promotedText, rejectedText } from '../render/endings.js';
import type { Scheduler } from '../scheduler.js';
import type { Judgement } from './judge-model.js';
import { takeTrained } from './training-queue.js';

/** What came of a training. */
interface Trained {
  readonly version: string;
  /** Why, in words, a line each. */
  readonly reasons: readonly string[];
  /** Why the state could not be written down; null where it was. */
  readonly stateError: Error | null;
}

/** What one run did, and the outlook that it was decided from. */
export type RunResult = { readonly outlook: Outlook } & (
  | { readonly action: 'disabled' | 'not-due' | 'waiting' | 'dry-run' }
  | { readonly action: 'busy'; readonly error: BusyError }
  | (Trained & {
      readonly action: 'promoted';
      /** What is selected now; null where nothing is. */
      readonly selected: string | null;
      readonly judgement: Judgement;
      readonly extras: Extras | null;
    })
  /** @property folder where its files are kept */
  | (Trained & {
      readonly action: 'not-promoted';
      readonly judgement: Judgement;
      readonly folder: string;
    })
  | (Trained & { readonly action: 'failed'; readonly failure: TrainFailure })
);

/** What came of a training. */
export type TrainEnd =
  | {
      readonly action: 'published';
      readonly decision: Decision;
      readonly extras: Extras | null;
      readonly judgement: Judgement;
    }
  /** @property folder where its files are kept */
  | { readonly action: 'rejected'; readonly folder: string; readonly judgement: Judgement }
  | (FailedTraining & { readonly action: 'failed' });

/**
 * Writes down and tells what came of a training; under its lock, so that the next run finds all of it.
 *
 * @param output the last lines that the command printed; escaped
 */
export function concludeRun(
  lock: TrainingLock,
  scheduler: Scheduler,
  outlook: Outlook,
  version: string,
  end: TrainEnd,
  output: readonly string[],
  log: Log,
): RunResult {
  const now = scheduler.clock();
  switch (end.action) {
    case 'published': {
      const { decision, extras, judgement } = end;
      const selected = selectedVersion(decision);
      const fresh = decision.scan.models.find((model) => model.version === version);
      const state = updateQueue(outlook, fresh, decision, now, log);
      const trained = record(lock, scheduler, { ...outlook, state }, 'promoted', version, [], log);
      if (marksLeft(scheduler.registry).length === 0) {
        log('warn', 'not-marked', remarkOnMarks(scheduler.registry.modelsDir));
      }
      log('info', 'promoted', promotedText(version, selected), {
        version,
        selected_version: selected,
      });
      for (const text of remarksOnExtras(extras)) log('warn', 'extras', text, { extras });
      return { ...trained, action: 'promoted', selected, judgement, extras };
    }
    case 'rejected': {
      const { folder, judgement } = end;
      const reasons = judgementTexts(judgement);
      log('warn', 'not-promoted', rejectedText(version, folder), { version, folder }, reasons);
      const trained = record(lock, scheduler, outlook, 'not-promoted', version, reasons, log);
      return { ...trained, action: 'not-promoted', judgement, folder };
    }
    case 'failed': {
      const reasons = failureTexts(end, scheduler.registry.modelsDir);
      const said = output.map((line) => `output: ${line}`);
      log('error', 'failed', failureSentence(version, end.failure), { version }, [
        ...reasons.slice(1),
        ...said,
      ]);
      if (end.stillLive !== null) log('error', 'still-live', end.stillLive, { version });
      const trained = record(lock, scheduler, outlook, 'failed', version, reasons, log);
      return { ...trained, action: 'failed', failure: end.failure };
    }
  }
}

function record(
  lock: TrainingLock,
  { clock }: Scheduler,
  outlook: Outlook,
  action: RunAction,
  version: string,
  reasons: readonly string[],
  log: Log,
) {
  const { state } = outlook;
  const ended = clock();
  const started = state.running?.started ?? ended;
  try {
    const run = { started, ended, action, version, reasons };
    writeRetrainState(lock, endRun(state, run, ended));
    return { outlook, version, reasons, stateError: null };
  } catch (error) {
    // The next run finds this one still running, and finds out what became of it.
    log('error', 'state-not-written', (error as Error).message);
    return { outlook, version, reasons, stateError: error as Error };
  }
}

/** After a promotion: takes the symbols out of the queue that the selected model has. */
function updateQueue(
  { queue, wanted, state }: Outlook,
  fresh: DiscoveredModel | undefined,
  { selection }: Decision,
  now: Instant,
  log: Log,
): RetrainState {
  const has = symbolsOf(selection.chosen?.model);
  takeTrained(
    queue.symbols.filter((symbol) => has.has(symbol)),
    log,
  );
  const symbols = queue.symbols.filter((symbol) => !has.has(symbol));
  const made = symbolsOf(fresh);
  const missed = [...wanted.keys()].filter((symbol) => !made.has(symbol));
  if (missed.length > 0) {
    const text = `the new model has not been trained on ${missed.join(', ')}`;
    log('warn', 'symbols-missed', text, { symbols: missed });
  }
  return leaveOut(state, { ...queue, symbols }, missed, now);
}

function symbolsOf(model: DiscoveredModel | undefined): ReadonlySet<string> {
  return new Set(model?.fields?.trainedSymbols);
}

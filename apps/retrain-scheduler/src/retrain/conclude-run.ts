import {
  type Decision,
  endRun,
  failureSentence,
  type RunAction,
  selectedVersion,
} from '@org/model-registry-core';
import { type TrainingLock, writeRetrainState } from '@org/model-registry-fs-store';
import type { FailedTraining } from '@org/model-registry-training-gate';
import type { Log } from '../log.js';
import { failureTexts, promotedText, rejectedText } from '../render/endings.js';
import { judgementTexts } from '../render/judgement.js';
import type { Scheduler } from '../scheduler.js';
import type { Judgement } from './judge-model.js';
import type { Outlook } from './look-ahead.js';
import type { RunResult } from './run-result.js';
import { updateQueue } from './update-queue.js';

/** What came of a training. */
export type TrainEnd =
  | { readonly action: 'published'; readonly decision: Decision; readonly judgement: Judgement }
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
      const { decision, judgement } = end;
      const selected = selectedVersion(decision);
      const fresh = decision.scan.models.find((model) => model.version === version);
      const state = updateQueue(outlook, fresh, decision, now, log);
      const trained = record(lock, scheduler, { ...outlook, state }, 'promoted', version, [], log);
      log('info', 'promoted', promotedText(version, selected), {
        version,
        selected_version: selected,
      });
      return { ...trained, action: 'promoted', judgement };
    }
    case 'rejected': {
      const { folder, judgement } = end;
      const reasons = judgementTexts(judgement);
      log('warn', 'not-promoted', rejectedText(version, folder), { version, folder }, reasons);
      const trained = record(lock, scheduler, outlook, 'not-promoted', version, reasons, log);
      return { ...trained, action: 'not-promoted', judgement, folder };
    }
    case 'failed': {
      const reasons = failureTexts(end);
      const said = output.map((line) => `output: ${line}`);
      log('error', 'failed', failureSentence(version, end.failure), { version }, [
        ...reasons.slice(1),
        ...said,
      ]);
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

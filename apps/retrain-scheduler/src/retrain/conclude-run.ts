import { endRun, type RunOutcome } from '@org/model-registry-core';
import { writeRetrainState } from '@org/model-registry-fs-store';
import { selectedVersion } from '@org/model-registry-selector';
import { failureSentence, type TrainEnd } from '@org/model-registry-training-gate';
import type { Log } from '../log.js';
import { failureTexts, promotedText, rejectedText } from '../render/endings.js';
import { judgementTexts } from '../render/judgement.js';
import type { Scheduler } from '../scheduler.js';
import type { Judgement } from './judge-model.js';
import type { Outlook } from './look-ahead.js';
import type { RunResult } from './run-result.js';
import { settleQueue } from './settle-queue.js';

/**
 * Writes down and tells what came of a training. The training lock is still held, so that the next
 * run finds all of it.
 *
 * @param output the last lines that the command printed; escaped
 */
export function concludeRun(
  scheduler: Scheduler,
  outlook: Outlook,
  end: TrainEnd,
  judgement: Judgement,
  output: readonly string[],
  log: Log,
): RunResult {
  const { version } = end;
  const now = scheduler.clock();
  switch (end.action) {
    case 'published': {
      const { decision } = end;
      const selected = selectedVersion(decision);
      const fresh = decision.scan.models.find((model) => model.version === version);
      const state = settleQueue(outlook, fresh, decision, now, log);
      const trained = record(scheduler, { ...outlook, state }, 'promoted', version, [], log);
      log('info', 'promoted', promotedText(version, selected), { version, selected });
      return { ...trained, action: 'promoted', judgement };
    }
    case 'rejected': {
      const { folder } = end;
      const reasons = judgementTexts(judgement);
      log('warn', 'not-promoted', rejectedText(version, folder), { version, folder }, reasons);
      const trained = record(scheduler, outlook, 'not-promoted', version, reasons, log);
      return { ...trained, action: 'not-promoted', judgement, folder };
    }
    case 'failed': {
      const reasons = failureTexts(end);
      const said = output.map((line) => `output: ${line}`);
      log('error', 'failed', failureSentence(version, end.failure), { version }, [
        ...reasons.slice(1),
        ...said,
      ]);
      const trained = record(scheduler, outlook, 'failed', version, reasons, log);
      return { ...trained, action: 'failed', failure: end.failure };
    }
  }
}

function record(
  { modelsDir, clock }: Scheduler,
  outlook: Outlook,
  outcome: RunOutcome,
  version: string,
  reasons: readonly string[],
  log: Log,
) {
  const { state } = outlook;
  const ended = clock();
  const started = state.running?.started ?? ended;
  try {
    const run = { started, ended, outcome, version, reasons };
    writeRetrainState(modelsDir, endRun(state, run, ended));
    return { outlook, version, reasons, stateError: null };
  } catch (error) {
    // The next run finds this one still running, and what became of it.
    log('error', 'state-not-written', (error as Error).message);
    return { outlook, version, reasons, stateError: error as Error };
  }
}

import { BusyError } from '@org/model-registry-fs-store';
import {
  type InterruptedError,
  listenForSignals,
  type Signals,
  UsageError,
} from '@org/model-registry-program';
import { decide } from '@org/model-registry-selector';
import {
  type Interruption,
  remarksOnCleanUp,
  type TrainEvent,
  type TrainOutcome,
  train,
} from '@org/model-registry-training-gate';
import type { Log } from '../log.js';
import { outputTail } from '../output-tail.js';
import { type Progress, showProgress } from '../progress.js';
import { outlookDocument } from '../render/document.js';
import { noVersionLeft } from '../render/endings.js';
import { judgementFacts } from '../render/judgement.js';
import { planText } from '../render/reasons.js';
import type { Scheduler } from '../scheduler.js';
import { beginRun } from './begin-run.js';
import { concludeRun } from './conclude-run.js';
import { type Judgement, judgeModel } from './judge-model.js';
import { lookAhead, type Outlook } from './look-ahead.js';
import type { RunResult } from './run-result.js';
import { settleKilled } from './settle-killed.js';
import { takeTrained } from './settle-queue.js';

/**
 * Seconds. Who trains does so for minutes; who only looks whether somebody does, `status`, holds the
 * lock for a moment, which must not cost a run.
 */
const WAIT = 1;

/** Of a training that gave nothing to judge. */
const UNJUDGED: Judgement = { promote: false, criteria: [], preferred: null };

/**
 * Trains, judges and publishes, if a training is still due once no other run is under way.
 *
 * @throws InterruptedError where a signal came before; Error for failing IO
 */
export async function trainNow(
  scheduler: Scheduler,
  first: Outlook,
  force: boolean,
  log: Log,
): Promise<RunResult> {
  const { config, clock } = scheduler;
  const { rotation } = config;
  const timeoutSeconds = rotation.timeoutMinutes * 60;
  const tail = outputTail();
  const signals = listenForSignals();
  let progress: Progress | null = null;
  const run: {
    outlook: Outlook;
    judgement: Judgement;
    result: RunResult | null;
  } = { outlook: first, judgement: UNJUDGED, result: null };

  function report(event: TrainEvent): void {
    if (event.kind === 'cleaned-up') {
      for (const remark of remarksOnCleanUp(event.cleanUp)) log('warn', 'cleaned-up', remark);
    } else if (event.kind === 'training') {
      run.outlook = beginRun(scheduler, run.outlook, event.version);
      const { symbols } = run.outlook;
      const text = `training version ${event.version}: ${symbols.length} ${symbols.length === 1 ? 'symbol' : 'symbols'}`;
      log('info', 'training', text, { version: event.version, out: event.out, symbols });
      progress = showProgress(event.version, timeoutSeconds, tail);
    } else {
      progress?.stop();
      const { outlook, judgement } = run;
      run.result = concludeRun(scheduler, outlook, event.outcome, judgement, tail.lines(), log);
    }
  }

  try {
    const outcome: TrainOutcome = await train({
      ...scheduler,
      isWanted: async (decision, isAlone) => {
        // Decided a moment ago; what counts is the answer that no other run can overtake.
        if (!isAlone) return true;
        const state = await settleKilled(scheduler, decision, log);
        // What a killed run left may have been the live model until now.
        run.outlook = await lookAhead(scheduler, await decide(scheduler), state, clock(), force);
        if (run.outlook.plan.action === 'train') return true;
        takeTrained(run.outlook.trained, log);
        return false;
      },
      version: null,
      command: rotation.command,
      symbols: () => run.outlook.symbols,
      inPlace: rotation.inPlace,
      waitSeconds: WAIT,
      output: tail.add,
      timeoutSeconds,
      judge: async (model, decision) => {
        const judgement = await judgeModel(model, decision, config, clock());
        run.judgement = judgement;
        return { promote: judgement.promote, reasons: judgementFacts(judgement) };
      },
      interruption: interruptionBy(signals),
      report,
    });
    if (outcome.action === 'refused') throw new UsageError(noVersionLeft(outcome.plan.version));
    const { result, outlook } = run;
    if (result !== null) return result;
    log('info', 'decision', planText(outlook.plan), outlookDocument(outlook));
    return { action: hasBackoff(outlook) ? 'waiting' : 'not-due', outlook };
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
    log('info', 'busy', `nothing is trained: ${error.message}`, { holder: error.holder });
    return { action: 'busy', error, outlook: first };
  } finally {
    signals.stop();
  }
}

function hasBackoff({ plan }: Outlook): boolean {
  return plan.action === 'wait' && plan.reasons.some(({ kind }) => kind === 'backoff');
}

/** The signals as the gate takes them. */
function interruptionBy({ interrupt, kill, stop }: Signals): Interruption {
  const interruption: Interruption = { aborted: interrupt, onSignal: null, stop };
  for (const signal of [interrupt, kill]) {
    signal.addEventListener('abort', () => {
      interruption.onSignal?.((signal.reason as InterruptedError).signal);
    });
  }
  return interruption;
}

import {
  type CommandEnd,
  type Decision,
  selectedVersion,
  type TrainFailure,
} from '@org/model-registry-core';
import { librariesOfCommand, scanModels } from '@org/model-registry-fs-scanner';
import {
  BusyError,
  recoverChanges,
  type TrainingLock,
  trainingLock,
  withStoreLock,
  writeRetrainState,
} from '@org/model-registry-fs-store';
import { actingAs, listenForSignals, type Signals, UsageError } from '@org/model-registry-program';
import { decide } from '@org/model-registry-selector';
import {
  beginTraining,
  checkEnd,
  checkTrained,
  claimTraining,
  failureOf,
  fitEnvironment,
  LEAST_WAIT,
  lookAhead,
  type Outlook,
  publishTrained,
  recoverTraining,
  rejectTrained,
  runTraining,
  type Training,
  unfit,
} from '@org/model-registry-training-gate';
import type { Log } from '../log.js';
import { type OutputTail, outputTail, showProgress } from '../progress.js';
import { outlookDocument } from '../render/document.js';
import { judgementFacts, noVersionLeft } from '../render/endings.js';
import { planText } from '../render/reasons.js';
import type { Scheduler } from '../scheduler.js';
import { concludeRun, type RunResult, type TrainEnd } from './conclude-run.js';
import { judgeModel } from './judge-model.js';
import { numbersFor } from './push-trained.js';
import { recoverKilled } from './recover-runs.js';
import { takeTrained } from './training-queue.js';

/**
 * Seconds. A training holds its lock for minutes. `status`, which looks whether there is one, holds it
 * for a moment, which must not cost a run.
 */
const WAIT = 1;

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
  const { registry } = scheduler;
  const signals = listenForSignals();
  try {
    const options = { waitSeconds: WAIT, purpose: 'train', signal: signals.interrupt };
    const lock = await trainingLock(registry, options);
    try {
      // Decided a moment ago; what counts is the decision that no other run can overtake.
      const { state, decision } = await withStoreLock(registry, options, (store) =>
        recoverKilled(scheduler, lock, store, log),
      );
      const now = scheduler.clock();
      const outlook = lookAhead(scheduler.config, decision, state, now, force);
      if (outlook.plan.action === 'train') {
        return await trainWith(lock, scheduler, outlook, signals, log);
      }
      takeTrained(outlook.trained, log);
      log('info', 'decision', planText(outlook), outlookDocument(outlook));
      const isWaiting = outlook.plan.reasons.some(({ kind }) => kind === 'backoff');
      return { action: isWaiting ? 'waiting' : 'not-due', outlook };
    } finally {
      await lock.release();
    }
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
    log('info', 'busy', `nothing is trained: ${error.message}`, { holder: error.holder });
    return { action: 'busy', error, outlook: first };
  } finally {
    signals.stop();
  }
}

/** Plan, run, check, judge, publish or set aside. */
async function trainWith(
  lock: TrainingLock,
  scheduler: Scheduler,
  outlook: Outlook,
  signals: Signals,
  log: Log,
): Promise<RunResult> {
  const { config, clock } = scheduler;
  const { inPlace } = config.rotation;
  const version = await versionFor(scheduler, outlook.decision, log);
  const training = beginTraining(lock, { version, inPlace, symbols: outlook.symbols });
  const queued = [...outlook.wanted.keys()];
  const running = { started: clock(), pid: process.pid, version, inPlace, queued };
  const state = { ...outlook.state, running };
  // For the next run to find, should this one be killed.
  writeRetrainState(lock, state);
  tellBegin(training, log);
  const tail = outputTail();
  const result = await runJudged(lock, scheduler, training, tail, signals);
  const end: TrainEnd =
    'action' in result
      ? result
      : { action: 'failed', ...(await recoverTraining(lock, training, scheduler, result)) };
  const begun = { ...outlook, state };
  return concludeRun(lock, scheduler, begun, version, end, tail.lines(), log);
}

async function versionFor(scheduler: Scheduler, decision: Decision, log: Log): Promise<string> {
  const { registry, config, clock } = scheduler;
  const request = { forceTrain: true, requested: null, configured: config.version };
  const numbers = () => numbersFor(scheduler, log);
  const plan = await claimTraining(registry, decision, request, clock(), numbers);
  if (plan.action === 'train') return plan.version;
  throw new UsageError(noVersionLeft(plan.version));
}

/** An error is a failure here: what is left of the training has to be dealt with first. */
async function runJudged(
  lock: TrainingLock,
  scheduler: Scheduler,
  training: Training,
  tail: OutputTail,
  signals: Signals,
): Promise<Exclude<TrainEnd, { action: 'failed' }> | TrainFailure> {
  const { registry } = scheduler;
  try {
    const end = await runShown(lock, scheduler, training, tail, signals);
    const failure = checkEnd(registry, training, end);
    return failure ?? (await publishJudged(lock, scheduler, training, signals.interrupt));
  } catch (error) {
    return failureOf(error);
  }
}

function tellBegin({ version, out, symbols, symbolsFile }: Training, log: Log): void {
  const count = symbols?.length ?? 0;
  const user = actingAs();
  const text = `training version ${version}: ${count} ${count === 1 ? 'symbol' : 'symbols'}`;
  const said = user === null ? text : `${text}, as ${user}`;
  log('info', 'training', said, { version, out, symbols });
  if (symbols === null || fitEnvironment(symbols)) return;
  const left = 'too many symbols for MODEL_REGISTRY_SYMBOLS, which is not set';
  log('warn', 'symbols-too-long', `${left}: ${symbolsFile} has them`, {
    symbols_file: symbolsFile,
  });
}

async function runShown(
  lock: TrainingLock,
  { config }: Scheduler,
  training: Training,
  tail: OutputTail,
  { interrupt, kill }: Signals,
): Promise<CommandEnd> {
  const { command, timeoutMinutes } = config.rotation;
  const timeoutSeconds = timeoutMinutes * 60;
  const progress = showProgress(training.version, timeoutSeconds, tail);
  try {
    const options = { command, output: tail.add, timeoutSeconds, interrupt, kill };
    return await runTraining(lock, training, options);
  } finally {
    progress.stop();
  }
}

async function publishJudged(
  lock: TrainingLock,
  scheduler: Scheduler,
  training: Training,
  signal: AbortSignal,
): Promise<Exclude<TrainEnd, { action: 'failed' }> | TrainFailure> {
  const { registry, config, clock } = scheduler;
  const options = { waitSeconds: LEAST_WAIT, purpose: 'train', signal };
  const { restamp, command } = config.rotation;
  const trainedWith = librariesOfCommand(command, process.env);
  const checks = { ...config.requirements, restamp, trainedWith };
  const check = await checkTrained(lock, training, checks);
  if (!check.ok) return unfit(check);
  return withStoreLock(registry, options, async (store) => {
    await recoverChanges(store, { situation: scheduler, at: clock() });
    const before = await decide(scheduler);
    const fresh = scanModels(training.out, registry.layout).models.find(
      ({ version }) => version === training.version,
    );
    if (fresh === undefined) throw new Error(`version ${training.version} is gone`);
    const judgement = await judgeModel(fresh, before, config, clock());
    const change = {
      situation: scheduler,
      at: clock(),
      previousVersion: selectedVersion(before),
    };
    if (!judgement.promote) {
      const reasons = judgementFacts(judgement);
      const folder = await rejectTrained(store, lock, training, reasons, change);
      return { action: 'rejected', folder, judgement };
    }
    const publication = await publishTrained(store, lock, training, check, change);
    if (!publication.ok) return unfit(publication);
    const { decision, extras } = publication;
    return { action: 'published', decision, extras, judgement };
  });
}

import {
  escapeText,
  formatInstant,
  type PastRun,
  type RotationPolicy,
  remarksOn,
  remarksOnFuture,
  remarksOnPin,
  retrainStateDocument,
  runsText,
  warning,
  warningsOnUnread,
  wholeSeconds,
  wrapBehind,
} from '@org/model-registry-core';
import { findTraining, readRetrainState } from '@org/model-registry-fs-store';
import {
  type Arguments,
  type Command,
  checkOutFile,
  EXIT,
  flag,
  type Io,
  type Outcome,
  UsageError,
  writeWhole,
} from '@org/model-registry-program';
import { decideAsReader } from '@org/model-registry-selector';
import { lookAhead, type Outlook, QUEUE_FILE } from '@org/model-registry-training-gate';
import { outlookDocument } from '../render/document.js';
import { ignoredText, planText } from '../render/reasons.js';
import { readScheduler } from '../scheduler.js';
import { DECIDING } from './run.js';

export const status: Command = {
  usage: 'status [--page [FILE]] [options]',
  summary: 'the last runs, when the next is due, what waits',
  help: `Shows what a person wants to know between two runs: the selected model, whether
and when a training is due and why, the queue, and the last runs. Changes
nothing. With --page it is the page of model-registry page: printed, or written
to FILE, which is replaced in one step.`,
  examples: ['model-registry-retrain status', 'model-registry-retrain status --page page.html'],
  options: {
    page: { type: 'boolean', help: 'one HTML page with pictures, of all that is known' },
    ...DECIDING,
  },
  operands: [{ name: 'FILE', optional: true, completion: 'file' }],
  async run(arguments_, io) {
    if (flag(arguments_, 'page')) return statusPage(arguments_, io);
    const [file] = arguments_.operands;
    if (file !== undefined) throw new UsageError(`${file}: a file is written with --page alone`);
    const scheduler = await readScheduler(arguments_);
    const { registry, config, clock } = scheduler;
    const { state, isBroken } = readRetrainState(registry);
    const decision = await decideAsReader(scheduler);
    const outlook = lookAhead(config, decision, state, clock(), false);
    const training = await findTraining(registry);
    const facts = { outlook, isBroken, training, policy: config.rotation };
    return {
      text: () => renderStatus(facts),
      json: () => statusDocument(facts),
      remarks: [
        ...scheduler.remarks,
        ...remarksOnFuture(decision.scan, outlook.now).map(warning),
        ...remarksOnPin(decision),
        ...warningsOnUnread(decision),
        ...(training === 'unknown'
          ? [warning(`whether a training is under way is ${UNKNOWN}`)]
          : []),
      ],
      status: EXIT.done,
    };
  },
};

/** The page that `model-registry page` makes. */
async function statusPage(arguments_: Arguments, { say }: Io): Promise<Outcome> {
  const { makePage, PAGE_FILE, pageDocument } = await import('../page.part.js');
  const out = arguments_.operands[0] ?? null;
  if (out !== null) checkOutFile('--page', out, PAGE_FILE);
  const scheduler = await readScheduler(arguments_);
  const decision = await decideAsReader(scheduler);
  const loadFleet = () => import('../fleet.part.js');
  const { configFile, now } = scheduler;
  const { html, remarks } = await makePage(scheduler, decision, configFile, loadFleet, say);
  if (out !== null) writeWhole(out, html);
  return {
    text: () => (out === null ? html : ''),
    json: () => pageDocument(decision, html, out),
    remarks: [...scheduler.remarks, ...remarksOn(decision, now), ...remarks],
    status: EXIT.done,
  };
}

/** All that `status` tells. */
interface StatusFacts {
  readonly outlook: Outlook;
  /** Whether there is a state file that cannot be used. */
  readonly isBroken: boolean;
  /** Who trains now; null for nobody. */
  readonly training: Awaited<ReturnType<typeof findTraining>>;
  readonly policy: RotationPolicy;
}

/** For a person; text from files is escaped. */
function renderStatus(facts: StatusFacts): string {
  const { outlook, policy, training } = facts;
  const { live, next, now, state } = outlook;
  const lines = [
    ...row('As of', wholeSeconds(now)),
    ...row(
      'Rotation',
      `${policy.enabled ? '' : 'not '}enabled, every ${policy.frequencyDays} days`,
    ),
    ...row('Live model', live?.version ?? 'none'),
    ...row('Next due', next === null ? 'no date' : next <= now ? 'now' : wholeSeconds(next)),
    ...row('', planText(outlook)),
    ...row('Failures', state.failures ? `${runsText(state.failures.count)} in a row` : 'none'),
    ...row('Queue', queueText(outlook)),
    ...row('Training', trainingText(training)),
    ...row('', killed(facts)),
    ...row('State', facts.isBroken ? '.registry/retrain.json cannot be used' : ''),
    '',
    state.runs.length > 0 ? 'Last runs, the newest first' : 'No run has trained yet.',
    ...[...state.runs].reverse().flatMap(renderRun),
  ];
  return `${lines.join('\n')}\n`;
}

function row(name: string, text: string): string[] {
  return text === '' ? [] : wrapBehind(name.padEnd(12), escapeText(text, 2_000));
}

const UNKNOWN = 'known only to those who may write to the models directory';

function trainingText(training: StatusFacts['training']): string {
  if (training === 'unknown') return UNKNOWN;
  return training?.message ?? 'none running';
}

function queueText({ queue, wanted, now }: Outlook): string {
  if (queue.ignored !== null) return ignoredText(queue.ignored);
  if (queue.broken !== null) return `${QUEUE_FILE} cannot be used: ${queue.broken}`;
  const waits = [...wanted].map(([symbol, until]) =>
    until > now ? `${symbol} (not before ${wholeSeconds(until)})` : symbol,
  );
  return waits.length > 0 ? waits.join(', ') : 'empty';
}

/** What the next run will find. */
function killed({ outlook, training }: StatusFacts): string {
  const { running } = outlook.state;
  if (running === null || training !== null) return '';
  return `the run of ${wholeSeconds(running.started)} (process ${running.pid}) was killed`;
}

function renderRun({ started, ended, action, version, reasons }: PastRun): string[] {
  const line = `  ${wholeSeconds(started)}  ${action.padEnd(12)}  ${version}, until ${wholeSeconds(ended)}`;
  return [
    line,
    ...reasons.flatMap((reason) => wrapBehind(' '.repeat(24), escapeText(reason, 300))),
  ];
}

function trainingDocument(training: StatusFacts['training']) {
  if (training === null || training === 'unknown') return null;
  return { holder: training.holder, message: training.message };
}

/** `model-registry/retrain-status@1` */
function statusDocument({ outlook, isBroken, training, policy }: StatusFacts) {
  const { now, queue, wanted, state } = outlook;
  const { failures, symbols, running, runs } = retrainStateDocument(state);
  return {
    schema: 'model-registry/retrain-status@1',
    as_of: formatInstant(now),
    enabled: policy.enabled,
    ...outlookDocument(outlook),
    queue_broken: queue.broken,
    waiting_symbols: Object.fromEntries(
      [...wanted].map(([symbol, until]) => [symbol, formatInstant(until)]),
    ),
    training: trainingDocument(training),
    state_broken: isBroken,
    failures,
    symbol_failures: symbols,
    running,
    runs: runs.map(({ reasons, ...run }) => ({ ...run, messages: reasons })),
  };
}

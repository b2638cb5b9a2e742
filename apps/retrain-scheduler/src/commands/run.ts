import { readRetrainState, startAnew } from '@org/model-registry-fs-store';
import {
  alertsAfter,
  type Command,
  EXIT,
  type ExitStatus,
  flag,
  type OptionTable,
  statusOfError,
  statusOfFailure,
} from '@org/model-registry-program';
import { type Log, logTo } from '../log.js';
import { runDocument } from '../render/document.js';
import { alertsOf, alertsOnKilled } from '../retrain/alerts.js';
import type { RunResult } from '../retrain/conclude-run.js';
import { pushTrained } from '../retrain/push-trained.js';
import { retrain } from '../retrain/retrain.js';
import { readScheduler } from '../scheduler.js';

/** The options of the commands that decide. */
export const DECIDING = {
  json: { type: 'boolean', help: 'print one JSON document' },
  'as-of': {
    type: 'string',
    value: 'TIME',
    help: `as if it were this ISO 8601 time, to try things out; the
state gets this time too`,
  },
} as const satisfies OptionTable;

export const run: Command = {
  usage: 'run [--dry-run] [--force] [options]',
  summary: 'decide, train, judge, promote or set aside (the default)',
  help: `Decides whether a training is due. If so, runs the command of the config, judges
the model that it made, and promotes it or sets it aside.`,
  examples: ['model-registry-retrain --dry-run', 'model-registry-retrain --force --json'],
  options: {
    'dry-run': { type: 'boolean', help: 'only decide, and say why' },
    force: { type: 'boolean', help: 'train whatever speaks against it' },
    fresh: {
      type: 'boolean',
      help: 'start anew where the models directory is empty or gone\nthough it was used before',
    },
    ...DECIDING,
  },
  operands: [],
  async run(arguments_, io) {
    const force = flag(arguments_, 'force');
    const scheduler = await readScheduler(arguments_, force);
    const log = await logTo(io);
    const remarks: string[] = [];
    const keep: Log = (level, event, message, ...more) => {
      if (level === 'warn') remarks.push(message);
      log(level, event, message, ...more);
    };
    const dryRun = flag(arguments_, 'dry-run');
    if (flag(arguments_, 'fresh') && !dryRun) startAnew(scheduler.registry);
    const before = readRetrainState(scheduler.registry).state;
    const result = await retrain(scheduler, { force, dryRun }, keep);
    const after = readRetrainState(scheduler.registry).state;
    const now = scheduler.clock();
    const { afterwards } = alertsAfter(scheduler, [
      ...alertsOnKilled(before, after, result, now),
      ...alertsOf(result, scheduler.config.rotation, now),
    ]);
    return {
      text: () => '',
      json: () => runDocument(result, remarks),
      remarks: [],
      status: statusOfResult(result),
      async afterwards(io) {
        await afterwards?.(io);
        if (!dryRun) await pushTrained(scheduler, log);
      },
    };
  },
};

/** A run whose state could not be written has failed, whatever became of the model. */
function statusOfResult(result: RunResult): ExitStatus {
  if ('stateError' in result && result.stateError !== null) return EXIT.failure;
  if (result.action === 'not-promoted') return EXIT.no;
  if (result.action !== 'failed') return EXIT.done;
  const { failure } = result;
  return failure.kind === 'error' ? statusOfError(failure.error) : statusOfFailure(failure);
}

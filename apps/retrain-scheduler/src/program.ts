import {
  completionCommand,
  linesOf,
  PLACE_OPTIONS,
  type Program,
  UsageError,
} from '@org/model-registry-program';
import { version } from '../package.json';
import { printCron, printSystemd } from './commands/print-units.js';
import { run } from './commands/run.js';
import { status } from './commands/status.js';
import { humanLog, logTo } from './log.js';

/** All that `model-registry-retrain` takes. */
export const PROGRAM: Program = {
  name: 'model-registry-retrain',
  version,
  help: `Trains a new model when one is due, and promotes it if it is good enough. Run by
cron or a systemd timer; operations.model_rotation of the config file says when
and how.`,
  options: {
    ...PLACE_OPTIONS,
    help: { type: 'boolean', short: 'h', help: 'show the help of a command' },
    version: { type: 'boolean', help: 'show the version of model-registry-retrain' },
  },
  commands: new Map([
    ['run', run],
    ['status', status],
    ['print-cron', printCron],
    ['print-systemd', printSystemd],
    ['completion', completionCommand('model-registry-retrain')],
  ]),
  defaultCommand: 'run',
  exitStatus: `Exit status: 0 nothing to do, or promoted, 1 not promoted, 2 usage or config
error, 3 failure, 4 the training command failed, 129, 130 and 143 interrupted.`,
  /** Only a run is logged for programs; whoever calls another command is a person. */
  async sayError(error, commandLine, io) {
    const isRun = commandLine === null || commandLine.command === run;
    const log = isRun ? await logTo(io) : humanLog(io);
    const [message = '', ...more] = linesOf(error);
    const usage = error instanceof UsageError ? error.usage?.split('\n') : null;
    const details = [...more, ...(usage ?? [])];
    log('error', 'error', message, {}, details);
  },
};

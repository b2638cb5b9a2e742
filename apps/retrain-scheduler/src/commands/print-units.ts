import {
  type Command,
  EXIT,
  type Job,
  jobOf,
  readSet,
  UsageError,
} from '@org/model-registry-program';
import { humanLog } from '../log.js';
import { renderCron, renderSystemd } from '../render/units.js';
import { readScheduler } from '../scheduler.js';

export const printCron = printUnits({
  usage: 'print-cron [options]',
  summary: 'a line for crontab, on stdout',
  help: `Prints a line for crontab that makes a run every hour, in this folder and with
this config. The log goes into a file in this folder. It names whose crontab it
belongs into: that of the user who owns the models directory.`,
  examples: ['model-registry-retrain print-cron >> my.crontab'],
  render(job) {
    const cron = renderCron(job);
    if (cron !== null) return cron;
    throw new UsageError(
      'the paths are too long for a line of a crontab: print-systemd has no limit',
    );
  },
});

export const printSystemd = printUnits({
  usage: 'print-systemd [options]',
  summary: 'a service and a timer unit, on stdout',
  help: `Prints a service unit, and a timer unit that makes a run every hour, in this
folder and with this config, as the user who owns the models directory. The
first line of each names its file.`,
  examples: ['model-registry-retrain print-systemd'],
  render: renderSystemd,
});

/** What the two commands do not have in common. */
interface Units extends Pick<Command, 'usage' | 'summary' | 'help' | 'examples'> {
  /** @throws UsageError for paths that the unit cannot hold */
  render(job: Job): string;
}

function printUnits({ render, ...words }: Units): Command {
  return {
    ...words,
    options: {},
    operands: [],
    async run(arguments_, io) {
      const scheduler = await readScheduler(arguments_);
      if (!scheduler.config.rotation.enabled) humanLog(io)('warn', 'disabled', DISABLED);
      const units = render(jobOf(scheduler, readSet(arguments_), ['run']));
      const { remarks } = scheduler;
      return { text: () => units, json: () => null, remarks, status: EXIT.done };
    },
  };
}

const DISABLED =
  'the job will train nothing: operations.model_rotation.enabled is not true in the config';

import { resolve } from 'node:path';
import { escapeText, type LayoutValues } from '@org/model-registry-core';
import { directoryFacts, type Registry, userName } from '@org/model-registry-fs-scanner';
import { type Command, EXIT, readSet, UsageError } from '@org/model-registry-program';
import { humanLog } from '../log.js';
import { type Job, renderCron, renderSystemd } from '../render/units.js';
import { readScheduler, type Scheduler } from '../scheduler.js';

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
      const units = render(jobOf(scheduler, readSet(arguments_)));
      const { remarks } = scheduler;
      return { text: () => units, json: () => null, remarks, status: EXIT.done };
    },
  };
}

const DISABLED =
  'the job will train nothing: operations.model_rotation.enabled is not true in the config';

function jobOf({ configFile, registry, config }: Scheduler, set: LayoutValues): Job {
  if (configFile === '-') {
    throw new UsageError('--config -: a job that runs by itself needs the config in a file');
  }
  const { modelsDir } = registry;
  const cwd = process.cwd();
  const user = ownerOf(registry);
  const program = [process.execPath, resolve(process.argv[1] ?? ''), 'run'];
  const named = ['--config', resolve(configFile ?? '')];
  // The job does not have this environment.
  const isElsewhere = modelsDir !== resolve(config.modelsDir);
  const models = isElsewhere ? ['--models-dir', modelsDir] : [];
  const values = Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const command = [...program, ...named, ...models, ...values];
  // What would have to be escaped to be printed cannot be copied either.
  const odd = [cwd, ...command].find((word) => escapeText(word, word.length) !== word);
  if (odd === undefined) return { cwd, command, user };
  throw new UsageError(`no unit can hold the path ${escapeText(odd)}: rename it`);
}

/** Whoever owns the models directory; for one of root's, whoever asks. A number has no `#` in a unit. */
function ownerOf(registry: Registry): string {
  const { uid } = directoryFacts(registry).nearest;
  return userName(uid === 0 ? (process.getuid?.() ?? 0) : uid).replace('#', '');
}

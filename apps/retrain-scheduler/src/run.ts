import { toJson } from '@org/model-registry-core';
import packageJson from '../package.json' with { type: 'json' };
import { EXIT, type ExitStatus, statusOfResult } from './exit-status.js';
import type { Log } from './log.js';
import type { CommandLine } from './parse-arguments.js';
import { printCron, printSystemd } from './print-units.js';
import { runDocument } from './render/document.js';
import { HELP } from './render/help.js';
import { retrain } from './retrain.js';
import { readScheduler } from './scheduler.js';
import { status } from './status.js';

/** What to print on stdout, and the exit status. */
export interface Printout {
  readonly output: string;
  readonly status: ExitStatus;
}

/**
 * Carries out one command line.
 *
 * @throws an error that `statusOf` gives an exit status
 */
export async function run({ verb, options }: CommandLine, log: Log): Promise<Printout> {
  if (options.help) return done(HELP);
  if (options.version) return done(`${packageJson.version}\n`);
  const force = options.force === true;
  const situation = {
    config: options.config,
    'models-dir': options['models-dir'],
    'as-of': options['as-of'],
  };
  const scheduler = await readScheduler(situation, force);
  switch (verb) {
    case 'print-cron':
    case 'print-systemd': {
      const isEnabled = scheduler.config.rotation.enabled;
      if (!isEnabled) log('warn', 'disabled', `the job will train nothing: ${DISABLED}`);
      return done(verb === 'print-cron' ? printCron(scheduler) : printSystemd(scheduler));
    }
    case 'status':
      return done(await status(scheduler, options.json === true));
    case 'run': {
      const warnings: string[] = [];
      const keep: Log = (level, event, message, ...more) => {
        if (level === 'warn') warnings.push(message);
        log(level, event, message, ...more);
      };
      const result = await retrain(scheduler, { force, dryRun: options['dry-run'] === true }, keep);
      const output = options.json ? `${toJson(runDocument(result, warnings))}\n` : '';
      return { output, status: statusOfResult(result) };
    }
  }
}

const DISABLED = 'operations.model_rotation.enabled is not true in the config';

function done(output: string): Printout {
  return { output, status: EXIT.done };
}

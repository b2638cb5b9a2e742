import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { escapeText } from '@org/model-registry-core';
import { UsageError } from '@org/model-registry-selector';

import { renderCron } from './render/cron.js';
import { renderSystemd } from './render/systemd.js';
import type { Scheduler } from './scheduler.js';

/** What a unit runs, and where: absolute paths. */
export interface Job {
  readonly cwd: string;
  /** Program and arguments. */
  readonly command: readonly string[];
}

/**
 * @throws UsageError for paths that no crontab can hold
 */
export function printCron(scheduler: Scheduler): string {
  const cron = renderCron(jobOf(scheduler));
  if (cron !== null) return cron;
  throw new UsageError(
    'the paths are too long for a line of a crontab: print-systemd has no limit',
  );
}

/**
 * @throws UsageError for paths that no unit can hold
 */
export function printSystemd(scheduler: Scheduler): string {
  return renderSystemd(jobOf(scheduler), userInfo().username);
}

function jobOf({ configFile, modelsDir, config }: Scheduler): Job {
  if (configFile === '-') {
    throw new UsageError('--config -: a job that runs by itself needs the config in a file');
  }
  const cwd = process.cwd();
  const program = [process.execPath, resolve(process.argv[1] ?? ''), 'run'];
  const named = ['--config', resolve(configFile ?? '')];
  // The job does not have this environment.
  const isElsewhere = modelsDir !== resolve(config.modelsDir);
  const models = isElsewhere ? ['--models-dir', modelsDir] : [];
  const command = [...program, ...named, ...models];
  // What would have to be escaped to be printed cannot be copied either.
  const odd = [cwd, ...command].find((word) => escapeText(word, word.length) !== word);
  if (odd === undefined) return { cwd, command };
  throw new UsageError(`no unit can hold the path ${escapeText(odd)}: rename it`);
}

import { writeRetrainState } from '@org/model-registry-fs-store';
import type { Scheduler } from '../scheduler.js';
import type { Outlook } from './look-ahead.js';

/** Writes down that a training begins, for the next run to find should this one be killed. */
export function beginRun(
  { modelsDir, config, clock }: Scheduler,
  outlook: Outlook,
  version: string,
): Outlook {
  const { inPlace } = config.rotation;
  const running = { started: clock(), pid: process.pid, version, inPlace };
  const state = { ...outlook.state, running };
  writeRetrainState(modelsDir, state);
  return { ...outlook, state };
}

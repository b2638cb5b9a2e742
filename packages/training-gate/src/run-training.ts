import { lstatSync } from 'node:fs';
import { ARTIFACTS } from '@org/model-registry-core';
import { type Lock, settleStaging, withStoreLock } from '@org/model-registry-fs-store';
import { changedFiles, type NotedFiles } from './changed-files.js';
import { publishTrained } from './publish-trained.js';
import { type CommandEnd, runCommand } from './run-command.js';
import { isMisplaced, takeBack } from './take-back.js';
import type { TrainEnd, TrainFailure, TrainRequest } from './train-request.js';
import { underStoreLock } from './under-store-lock.js';

/** What is decided about a training before its command is started. */
export interface RunningTraining {
  readonly version: string;
  /** Where the command writes to. */
  readonly out: string;
  readonly symbols: readonly string[] | null;
  /** What was there before an in-place training. */
  readonly earlier: NotedFiles;
}

/**
 * Runs the command and publishes what it made. Nothing is thrown: whatever happens, the caller
 * learns what is kept and where.
 */
export async function runTraining(
  request: TrainRequest,
  training: RunningTraining,
  lock: Lock,
): Promise<TrainEnd> {
  const { version } = training;
  const result = await attempt(request, training, lock).catch(
    (error: Error): TrainFailure => ({ kind: 'error', error }),
  );
  if ('action' in result) return result;
  return { action: 'failed', version, ...(await settle(request, training, result)) };
}

/** What is left of a training that failed, and where. */
async function settle(
  { modelsDir, inPlace }: TrainRequest,
  { version, out }: RunningTraining,
  failure: TrainFailure,
): Promise<{ failure: TrainFailure; out: string; kept: readonly string[] }> {
  const kept = inPlace ? [] : settleStaging(modelsDir, out);
  if (failure.kind === 'error' || kept.length > 0) return { failure, out, kept };
  const isLeft = () => (inPlace ? failure.kind === 'command' : isMisplaced(modelsDir, version));
  // Asked before the lock is waited for: nearly every training that fails leaves nothing.
  if (!isLeft()) return { failure, out, kept };
  try {
    // No signal ends the waiting: it may be the very reason why the command failed.
    const options = { waitSeconds: LEAST_WAIT, purpose: 'train' };
    const take = () => (isLeft() ? takeBack(modelsDir, version) : null);
    const folder = await withStoreLock(modelsDir, options, take);
    if (folder === null) return { failure, out, kept };
    const isCommands = failure.kind === 'command';
    return { failure: isCommands ? failure : { kind: 'misplaced' }, out: folder, kept: [version] };
  } catch (cause) {
    const text = `its files are still in ${modelsDir}: ${(cause as Error).message}`;
    return { failure: { kind: 'error', error: new Error(text, { cause }) }, out, kept: [] };
  }
}

/** Seconds: a finished training is not given up because somebody pins a version just then. */
const LEAST_WAIT = 10;

async function attempt(
  request: TrainRequest,
  training: RunningTraining,
  lock: Lock,
): Promise<TrainFailure | TrainEnd> {
  const end = await run(request, training, lock);
  const files = changedFiles(training.earlier);
  if (files.length > 0) return { kind: 'overwritten', end, files };
  if (end.kind !== 'exited' || end.status !== 0) return { kind: 'command', end };
  if (!request.inPlace && !isFolder(training.out)) {
    return {
      kind: 'unfit',
      problems: ARTIFACTS.map((artifact) => ({ kind: 'missing-file', artifact })),
    };
  }
  const waitSeconds = Math.max(request.waitSeconds, LEAST_WAIT);
  return underStoreLock(request, waitSeconds, () => publishTrained(request, training));
}

/** What the command put in place of its folder is not followed. */
function isFolder(out: string): boolean {
  return lstatSync(out, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function run(request: TrainRequest, training: RunningTraining, lock: Lock): Promise<CommandEnd> {
  const { output, timeoutSeconds, interruption } = request;
  const variables = variablesOf(training);
  const command = request.command.map((word) => fill(word, variables));
  const env = Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      `MODEL_REGISTRY_${name.toUpperCase()}`,
      value,
    ]),
  );
  return runCommand({ command, env, descriptor: lock.fd, output, timeoutSeconds, interruption });
}

function variablesOf({ version, out, symbols }: RunningTraining): Record<string, string> {
  return { version, out, ...(symbols && { symbols: symbols.join(',') }) };
}

function fill(word: string, variables: Readonly<Record<string, string>>): string {
  return word.replaceAll(/\{(version|out|symbols)\}/g, (whole, name) => variables[name] ?? whole);
}

import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  artifactFileName,
  type Instant,
  parseTimestamp,
  type RecoveredPublication,
  selectedVersion,
} from '@org/model-registry-core';
import { isThere, namesIn, type Registry } from '@org/model-registry-fs-scanner';
import { decide } from '@org/model-registry-selector';
import { moveTrio } from '../files/move.js';
import type { StoreLock, TrainingLock } from '../locks/held.js';
import { type Change, recordChange } from '../records/record-change.js';
import { gatherVersion } from '../staging/gather.js';
import { createStaging } from '../staging/staging.js';
import { checkTrio, UNCHECKED } from './check-trio.js';
import { isRecorded } from './intent.js';
import { publishInPlace } from './publish.js';
import {
  endTraining,
  findUnjudged,
  readTrainingIntent,
  type TrainingStep,
  takeBackStep,
  writeStep,
} from './training-intent.js';

type At = Pick<Change, 'situation' | 'at'>;

/** What was taken back: the versions, and the staging folder that has their files now. */
export interface TakenBack {
  readonly versions: readonly string[];
  readonly folder: string;
}

/**
 * Takes back what a training left in the models directory and nobody judged: it moves into staging,
 * and the journal says so.
 *
 * @returns null where there is nothing of the kind
 * @throws Error with the system's error as `cause`: what is left is taken back by recovery then
 * @example await takeBack(store, lock, { situation, at, reason: 'not judged: interrupted by SIGTERM' })
 */
export async function takeBack(
  store: StoreLock,
  lock: TrainingLock,
  { situation, ...rest }: Omit<Change, 'previousVersion'>,
): Promise<TakenBack | null> {
  const versions = findUnjudged(store.registry);
  if (versions.length === 0) return null;
  const previousVersion = selectedVersion(await decide(situation));
  const change = { situation, ...rest, previousVersion };
  const folder = moveToStaging(store, lock, versions, change);
  for (const version of versions) await recordChange(store, 'taken-back', version, change);
  writeStep(lock, null);
  return { versions, folder };
}

/**
 * Moves versions that a command wrote straight into the models directory into a staging folder. Each
 * stops being complete with the first file that is moved; where the move is interrupted, recovery goes
 * on with it.
 *
 * @param folder a new one where it is left out
 * @returns the folder
 * @throws Error with the system's error as `cause`: a version that cannot be moved whole stays
 * @example moveToStaging(store, lock, ['1.4'], change)
 */
export function moveToStaging(
  { registry }: StoreLock,
  lock: TrainingLock,
  versions: readonly string[],
  change: Change,
  folder = createStaging(lock),
): string {
  writeStep(lock, takeBackStep(change, versions, basename(folder)));
  for (const version of versions) moveTrio(registry, registry.modelsDir, folder, version);
  return folder;
}

/**
 * Recovers from a training that was killed, or could not conclude: a publication in place or a taking
 * back that was begun goes on, and what nobody judged is taken back.
 *
 * @throws Error with the system's error as `cause`
 */
export async function recoverTrainingIntent(
  store: StoreLock,
  lock: TrainingLock,
  { situation, at }: At,
): Promise<RecoveredPublication[]> {
  const recovered: RecoveredPublication[] = [];
  const intent = readTrainingIntent(store.registry);
  if (intent && !intent.in_place) gatherStaged(store.registry, intent.version);
  const step = intent?.step;
  if (step?.kind === 'publish')
    recovered.push(...(await goOnPublishing(store, lock, step, situation)));
  if (step?.kind === 'take-back') {
    recovered.push(...asPublications(await goOnTakingBack(store, lock, step, situation)));
  }
  const reason = 'not judged: its training ended before that';
  const taken = await takeBack(store, lock, { situation, at, reason });
  if (taken) recovered.push(...asPublications(taken));
  endTraining(lock);
  return recovered;
}

/** What its command had finished when the training was killed. */
function gatherStaged(registry: Registry, version: string): void {
  const { staging } = registry;
  for (const name of namesIn(staging).filter((each) => /^run-[^.]+$/.test(each))) {
    const folder = join(staging, name);
    if (lstatSync(folder).isDirectory()) gatherVersion(registry, folder, version);
  }
}

function asPublications({ versions, folder }: TakenBack): RecoveredPublication[] {
  return versions.map((version) => ({ version, action: 'taken-back', folder }));
}

/** Where the files are no longer those that were judged, nothing is done: they are taken back then. */
async function goOnPublishing(
  store: StoreLock,
  lock: TrainingLock,
  step: Extract<TrainingStep, { kind: 'publish' }>,
  situation: Change['situation'],
): Promise<RecoveredPublication[]> {
  const { registry } = store;
  const { version } = readTrainingIntent(registry) ?? {};
  if (
    version === undefined ||
    isRecorded(registry, { version, at: step.at }, ['published', 'recovered'])
  ) {
    return [];
  }
  const check = await checkTrio(registry, registry.modelsDir, version, {
    ...UNCHECKED,
    verify: 'checksum',
    // What was judged named another version only where that is to be restamped.
    restamp: true,
  });
  const isSame = check.ok && JSON.stringify(check.fingerprints) === JSON.stringify(step.artifacts);
  if (!isSame) return [];
  const change = changeOf(step, situation);
  await publishInPlace(store, lock, check, change, 'recovered');
  return [{ version, action: 'published' }];
}

async function goOnTakingBack(
  store: StoreLock,
  lock: TrainingLock,
  step: Extract<TrainingStep, { kind: 'take-back' }>,
  situation: Change['situation'],
): Promise<TakenBack> {
  const { registry } = store;
  const { versions, at } = step;
  const change = changeOf(step, situation);
  const named = join(registry.staging, step.folder);
  const folder = isThere(named) ? named : createStaging(lock);
  moveToStaging(store, lock, versions, change, folder);
  const moved = versions.filter((version) =>
    isThere(join(folder, artifactFileName(registry.layout, 'config', version))),
  );
  for (const version of moved) {
    if (isRecorded(registry, { version, at }, ['taken-back', 'rejected'])) continue;
    await recordChange(store, 'taken-back', version, change);
  }
  return { versions: moved, folder };
}

function changeOf(step: TrainingStep, situation: Change['situation']): Change {
  const { at, reason, previous_version: previousVersion } = step;
  return { situation, at: parseTimestamp(at) as Instant, reason, previousVersion };
}

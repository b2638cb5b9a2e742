import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { artifactFileName, type Recovery } from '@org/model-registry-core';
import {
  finishedVersions,
  isThere,
  namesIn,
  PULL,
  type Registry,
  versionFilesIn,
} from '@org/model-registry-fs-scanner';
import { removeTree } from '../files/folder.js';
import { temporaryName } from '../files/write-file.js';
import type { StoreLock } from '../locks/held.js';
import { findTraining } from '../locks/registry-locks.js';
import { isBeingMade } from '../staging/staging.js';

/** What runs that are over left: absolute paths. */
export interface Leftovers {
  /** Temporary names, and staging that holds no finished model, or one that was followed by another. */
  readonly unfinished: readonly string[];
  /** Staging folders with finished models. */
  readonly kept: Recovery['kept'];
  /** Staging folders that cannot be looked into. */
  readonly stuck: Recovery['stuck'];
}

/** Staging of copies and pulls: `copy-Ab12Cd`, `pull-1_4`, and what belongs to it. */
const COPY = /^\.?((?:copy|pull)-[^.]+)/;

/**
 * Milliseconds for which a finished model stays that a later one of its version followed, and what a pull
 * fetched and the next may go on with: a week.
 */
const KEPT = 604_800_000;

/**
 * What runs that are over left, as far as nobody may be at work there.
 *
 * @param ofTrainings also what belongs to trainings: none is under way
 * @throws the system's error, where a folder cannot be listed
 */
export async function findLeftovers(registry: Registry, ofTrainings: boolean): Promise<Leftovers> {
  const kept: { folder: string; versions: string[] }[] = [];
  const unfinished = temporaryFiles(registry, ofTrainings);
  const stuck: { path: string; cause: unknown }[] = [];
  const idle = await idleNames(registry, ofTrainings);
  for (const path of idle.map((name) => join(registry.staging, name))) {
    try {
      const versions = finishedVersions(path, registry);
      if (versions.length > 0) kept.push({ folder: path, versions });
      else if (!mayGoOn(path)) unfinished.push(path);
    } catch (cause) {
      stuck.push({ path, cause });
    }
  }
  const newest = kept.filter((one) => !isSuperseded(registry, one, kept));
  const older = kept.filter((one) => !newest.includes(one)).map(({ folder }) => folder);
  const inside = newest.flatMap(({ folder }) => replacements(folder, registry));
  return { unfinished: [...unfinished, ...inside, ...older].sort(), kept: newest, stuck };
}

/** What a pull fetched lately, and what belongs to it: not a lock whose folder is gone. */
function mayGoOn(path: string): boolean {
  if (!basename(path).startsWith(PULL)) return false;
  const folder = path.replace(/\.[^/]*$/, '');
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false;
  const names = [folder, ...namesIn(folder).map((name) => join(folder, name))];
  const times = names.map((name) => statSync(name, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Date.now() - Math.max(...times) < KEPT;
}

/**
 * Removes what is unfinished. Symlinks are removed and never followed.
 *
 * @returns what was done
 */
export async function removeLeftovers(
  { registry }: StoreLock,
  { unfinished, kept, stuck }: Leftovers,
): Promise<Pick<Recovery, 'removed' | 'kept' | 'stuck'>> {
  const removed: string[] = [];
  const stuckNow = [...stuck];
  for (const path of unfinished) {
    try {
      removeTree(registry, path);
      removed.push(path);
    } catch (cause) {
      stuckNow.push({ path, cause });
    }
  }
  return { removed, kept, stuck: stuckNow };
}

/**
 * What recovery would remove now, for people to see. Nothing is made or changed.
 *
 * @returns absolute paths
 * @throws Error where a folder or a lock file cannot be opened
 * @example await findUnfinished(registry) // ['/srv/bot/models/.registry/staging/run-Ab12Cd']
 */
export async function findUnfinished(registry: Registry): Promise<readonly string[]> {
  const isFree = (await findTraining(registry)) === null;
  return (await findLeftovers(registry, isFree)).unfinished;
}

/** Whether there is anything that only a training may have left. */
export function needsTrainingLock(registry: Registry): boolean {
  const { staging, training, symbols } = registry;
  return (
    [training, symbols].some(isThere) ||
    namesIn(staging).some((name) => !COPY.test(name)) ||
    trainingFiles(registry).some(isThere)
  );
}

/** A version that is trained night after night and never published would fill the disk. */
function isSuperseded(
  registry: Registry,
  one: Recovery['kept'][number],
  all: Recovery['kept'],
): boolean {
  return one.versions.every(
    (version) =>
      isLongAgo(registry, one.folder, version) &&
      all.some(
        (other) =>
          other !== one &&
          other.versions.includes(version) &&
          isLater(registry, [other.folder, one.folder], version),
      ),
  );
}

function isLater(registry: Registry, [a, b]: readonly [string, string], version: string): boolean {
  const [first = 0n, second = 0n] = [a, b].map((folder) => madeAt(registry, folder, version));
  return first === second ? a > b : first > second;
}

function isLongAgo(registry: Registry, folder: string, version: string): boolean {
  const made = madeAt(registry, folder, version);
  return made !== undefined && Date.now() - Number(made / 1_000_000n) > KEPT;
}

function madeAt({ layout }: Registry, folder: string, version: string): bigint | undefined {
  const file = join(folder, artifactFileName(layout, 'config', version));
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.ctimeNs;
}

/** The names in staging that nobody is at work at. */
async function idleNames({ staging }: Registry, ofTrainings: boolean): Promise<string[]> {
  const idle: string[] = [];
  const isBusy = new Map<string, boolean>();
  for (const name of namesIn(staging)) {
    const copy = COPY.exec(name)?.[1];
    if (copy === undefined) {
      if (ofTrainings) idle.push(name);
      continue;
    }
    if (!isBusy.has(copy)) isBusy.set(copy, await isBeingMade(join(staging, copy)));
    if (!isBusy.get(copy)) idle.push(name);
  }
  return idle;
}

/** Temporary names of replacements that were killed. */
function temporaryFiles(registry: Registry, ofTrainings: boolean): string[] {
  const { modelsDir, pin, archiving, restoring, deleting, results, symbols, fleet } = registry;
  const ofTraining = ofTrainings ? [...trainingFiles(registry), symbols] : [];
  const written = [pin, archiving, restoring, deleting, results, fleet].map(temporaryName);
  return [...replacements(modelsDir, registry), ...[...written, ...ofTraining].filter(isThere)];
}

/** Those of a version's files in a folder. */
function replacements(folder: string, { layout }: Registry): string[] {
  const files = versionFilesIn(folder, layout);
  return files.map((name) => temporaryName(join(folder, name))).filter(isThere);
}

/** What is written under the training lock. */
function trainingFiles({ training, symbols, retrain }: Registry): string[] {
  return [training, symbols, retrain].map(temporaryName);
}

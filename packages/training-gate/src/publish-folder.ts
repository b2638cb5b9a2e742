import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import {
  type Decision,
  type Extras,
  entryNamesOf,
  type Instead,
  instantOf,
  type Problem,
  parseArtifactFileName,
  selectedVersion,
  versionOfEntry,
} from '@org/model-registry-core';
import { leadsSomewhere, type Registry, takenVersions } from '@org/model-registry-fs-scanner';
import {
  beginCopy,
  type CheckedTrio,
  type CopySource,
  checkStaged,
  copyIntoStaging,
  findSource,
  keepExtras,
  type LockOptions,
  leftExtras,
  publishStaged,
  recover,
  recoverChanges,
  removeStaging,
  type StoreLock,
  trainingLock,
  VersionTakenError,
  withStoreLock,
} from '@org/model-registry-fs-store';
import { decide, type Situation } from '@org/model-registry-selector';
import { entriesAround, entriesOf, findInstead } from './instead.js';

/** Which files to publish. */
export interface PublishRequest {
  /** Holds the version's files; a folder that a training left in staging, or any other. */
  readonly folder: string;
  /** The version to publish as; canonical. Null for that in the files' names. */
  readonly version: string | null;
  /** Write that version into the metadata, and keep what they name under `version_before`. */
  readonly restamp: boolean;
  /** Seconds to wait for a lock; 0 does not wait. */
  readonly waitSeconds: number;
}

/** What was published, or every reason why it was not. */
export type PublishOutcome =
  | {
      readonly action: 'published';
      readonly version: string;
      /** What was selected before; null where nothing was. */
      readonly previousVersion: string | null;
      /** Taken after the publication. */
      readonly decision: Decision;
      /** What there was in the folder beside the version's files; null for nothing. */
      readonly extras: Extras | null;
    }
  | {
      readonly action: 'refused';
      readonly problems: readonly Problem[];
      /** Null where no file is missing. */
      readonly instead: Instead | null;
    };

/**
 * Publishes files that were made elsewhere: copies them, checks the copy, publishes that. The
 * folder stays as it is, with all else that is in it, unless a training left it in staging: then it is
 * removed, and what else is in it is kept in `.registry/extras/`.
 *
 * @throws SourceFolderError where the folder does not say which version
 * @throws VersionTakenError where any file of the version exists
 * @throws BusyError where another process holds a lock for longer than the wait
 * @throws UnfinishedPublicationError where the version is published all the same
 * @throws Error for failing IO
 * @example await publishFolder(situation, { folder: 'out', version: null, restamp: false, waitSeconds: 10 })
 */
export async function publishFolder(
  situation: Situation,
  request: PublishRequest,
): Promise<PublishOutcome> {
  const { registry } = situation;
  const staged = stagedPath(registry, request.folder);
  const options = { waitSeconds: request.waitSeconds, purpose: 'publish' };
  const publish = () => publishCopy(situation, request, options);
  if (staged === null) return publish();
  // A training that is under way may still be writing there.
  const lock = await trainingLock(registry, options);
  try {
    const outcome = await publish();
    if (outcome.action !== 'published') return outcome;
    const extras = keepExtras(
      lock,
      staged,
      versionIn(registry, staged, outcome.version),
      outcome.version,
    );
    removeStaging(lock, staged);
    return { ...outcome, extras };
  } finally {
    await lock.release();
  }
}

/** The folder as the store names it, whatever symlinks lead there; null where it is not in staging. */
function stagedPath({ staging }: Registry, folder: string): string | null {
  if (!leadsSomewhere(folder) || !leadsSomewhere(staging)) return null;
  const real = realpathSync(folder);
  return dirname(real) === realpathSync(staging) ? join(staging, basename(real)) : null;
}

/**
 * The copy is made, walked, hashed and made durable without the store lock, so that others can pin,
 * roll back and publish meanwhile. Where one of them publishes the version first, it is taken.
 */
async function publishCopy(
  situation: Situation,
  { folder, version, restamp }: PublishRequest,
  options: LockOptions,
): Promise<PublishOutcome> {
  const { registry, config } = situation;
  const found = findSource(registry.layout, folder, version);
  const copy = await withStoreLock(registry, options, async (store) => {
    await recover(store, null, { situation, at: instantOf(new Date()) });
    if (takenVersions(registry).has(found.version)) throw new VersionTakenError(found.version);
    return beginCopy(store);
  });
  try {
    const problems = await copyIntoStaging(copy, found);
    if (problems.length > 0) return refused(problems);
    const checks = { ...config.requirements, restamp, trainedWith: {} };
    const check = await checkStaged(copy, copy.folder, found.version, checks);
    if (!check.ok) return refused(check.problems);
    // So that the decisions under the lock need not read the live model's files first.
    await decide(situation);
    return await withStoreLock(registry, options, (store) =>
      publishChecked(store, situation, check, found),
    );
  } finally {
    await copy.end();
  }

  function refused(problems: readonly Problem[]): PublishOutcome {
    const instead = findInstead(
      registry.layout,
      found.source,
      problems,
      entriesAround(registry.layout, folder, found.source),
    );
    return { action: 'refused', problems, instead };
  }
}

async function publishChecked(
  store: StoreLock,
  situation: Situation,
  checked: CheckedTrio,
  found: CopySource,
): Promise<PublishOutcome> {
  const { folder } = found;
  const at = instantOf(new Date());
  await recoverChanges(store, { situation, at });
  const previousVersion = selectedVersion(await decide(situation));
  const change = { situation, at, reason: 'published by command', previousVersion };
  const publication = await publishStaged(store, checked, change);
  if (!publication.ok) return { action: 'refused', problems: publication.problems, instead: null };
  const { version, decision } = publication;
  return {
    action: 'published',
    version,
    previousVersion,
    decision,
    extras: leftExtras(resolve(folder), others(store.registry, found)),
  };
}

/** What is in a folder and no artifact of any version; of folders of versions only that of this one counts. */
function others({ layout }: Registry, { folder, source, isOwn }: CopySource): string[] {
  const entries = entriesOf(folder);
  if (layout.folder === null) {
    return entries.filter((name) => parseArtifactFileName(layout, name) === null);
  }
  const [own = ''] = entryNamesOf(layout, source);
  const notItsFile = (name: string) => parseArtifactFileName(layout, `${own}/${name}`) === null;
  if (isOwn) return entries.filter(notItsFile);
  const above = entries.filter((name) => versionOfEntry(layout, name.replace(/\/$/, '')) === null);
  const below = entriesOf(join(folder, own)).filter(notItsFile);
  return [...above, ...below.map((name) => `${own}/${name}`)];
}

/** The version by which the files in a staging folder are named: it may have been published as another. */
function versionIn({ layout }: Registry, staged: string, published: string): string {
  const versions = readdirSync(staged).flatMap((name) => versionOfEntry(layout, name) ?? []);
  return versions.includes(published) ? published : (versions[0] ?? published);
}

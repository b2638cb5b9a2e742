import type { FleetAnswer } from '../fleet/fleet-status.js';
import { futureTimestamp } from '../models/diagnose.js';
import type { ModelScan } from '../models/model.js';
import type { ResultsUnreadable, UnreadableFolder } from '../models/problem.js';
import type { Decision, EffectivePin } from '../selection/decision.js';
import { escapeText, shellWord } from '../text/escape.js';
import type { Instant } from '../text/timestamp.js';
import type { Extras } from '../training/extras.js';
import type {
  CommandEnd,
  RecoveredPublication,
  Recovery,
  TrainFailure,
} from '../training/failure.js';
import { namesText } from './found-files.js';
import { problemText } from './problem-text.js';
import { type Remark, type Warning, warning } from './remark.js';

/**
 * What a person should know about a decision, a sentence each; not escaped.
 *
 * @param now the moment that it was taken for
 * @example remarksOn(decision, now) // [{ warning: 'there is no models directory at /srv/bot/models' }]
 */
export function remarksOn(decision: Decision, now: Instant): Remark[] {
  const { found, location, leadsTo = null } = decision.scan;
  const missing = found ? [] : [noDirectoryText(location, leadsTo)];
  return [
    ...[...missing, ...remarksOnRefused(decision)].map(warning),
    ...remarksOnPin(decision),
    ...warningsOnUnread(decision),
    ...[...remarksOnFuture(decision.scan, now), ...remarksOnLibraries(decision)].map(warning),
  ];
}

/**
 * That there is no models directory; not escaped.
 *
 * @param leadsTo where a symlink in its place leads; null where there is none
 * @example noDirectoryText('/srv/models', null) // 'there is no models directory at /srv/models'
 */
export function noDirectoryText(location: string, leadsTo: string | null): string {
  const missing = `there is no models directory at ${location}`;
  return leadsTo === null
    ? missing
    : `${missing}: the symlink there leads to ${leadsTo}, and nothing is there; is its volume mounted?`;
}

/**
 * That a decision was taken without something that could not be read, a pin or live results: it may be
 * another than it should be. To be told wherever one is shown; not escaped.
 *
 * @example warningsOnUnread(decision) // [] where all was read
 */
export function warningsOnUnread({
  unreadPin,
  unreadResults,
}: Pick<Decision, 'unreadPin' | 'unreadResults'>): Warning[] {
  return [
    ...(unreadPin ? [remarkOnUnreadPin(unreadPin)] : []),
    ...(unreadResults ? [remarkOnResults(unreadResults)] : []),
  ].map(warning);
}

/**
 * That the environment that loads the selected model has other libraries than made it, a line each; not
 * escaped.
 *
 * @example remarksOnLibraries(decision) // [] where all fits
 */
export function remarksOnLibraries({ selection, warnings }: Decision): string[] {
  return warnings.flatMap((problem) => {
    if (problem.kind !== 'library-mismatch') return [];
    const { title, actual } = problemText(problem);
    const version = selection.chosen?.model.version;
    return [`version ${version}: ${title} (${actual}); model-registry explain tells more`];
  });
}

/**
 * That live results could not be used; not escaped.
 *
 * @example decision.unreadResults && remarkOnResults(decision.unreadResults)
 */
export function remarkOnResults({ file, detail }: ResultsUnreadable): string {
  return `live results ${file} cannot be used (${detail}): no version is turned down for them (model-registry doctor)`;
}

/** Of more versions from the future than this, the others are only counted. */
const MOST_FUTURE = 5;

/**
 * Which versions say that their training ends more than 48 h from now, a line each; not escaped.
 *
 * @example remarksOnFuture(scan, now) // ['version 1.0: training_end_timestamp is in the future …']
 */
export function remarksOnFuture({ models }: ModelScan, now: Instant): string[] {
  const remarks: string[] = [];
  let more = 0;
  for (const model of models) {
    const future = futureTimestamp(model, now);
    if (future === null) continue;
    if (remarks.length === MOST_FUTURE) {
      more += 1;
      continue;
    }
    const { title, actual } = problemText(future);
    remarks.push(
      `version ${model.version}: ${title} (${actual}) and counts as missing: correct it in the config file, or the clock`,
    );
  }
  return more > 0 ? [...remarks, `and ${more} more; model-registry doctor names them`] : remarks;
}

/** Of more refused versions than this, the others are only counted. */
const MOST_REFUSED = 5;

function remarksOnRefused({ refused }: Decision): string[] {
  const remarks = refused.slice(0, MOST_REFUSED).map(({ model, problems: [first] }) => {
    const reason = first ? problemText(first).title : '';
    return `version ${model.version} is refused by verification: ${reason}`;
  });
  const more = refused.length - remarks.length;
  if (more > 0) return [...remarks, `and ${more} more (model-registry explain tells why)`];
  const last = remarks.pop();
  return last === undefined ? [] : [...remarks, `${last} (model-registry explain tells why)`];
}

/**
 * That a version is pinned, since when and by whom, and what ends it; or why that leaves no model. Not
 * escaped.
 *
 * @returns empty where nothing is pinned, and where it is not known
 * @example remarksOnPin(decision) // ['version 1.4 is pinned since 2026-01-31T12:00:00Z by bot: …']
 */
export function remarksOnPin({ pin, unreadPin, isPinArchived, selection }: Decision): Remark[] {
  if (pin === null || unreadPin) return [];
  const { version } = pin;
  const made = `pinned ${madeBy(pin)}, until ${unpinning(pin)}`;
  if (selection.chosen) {
    const effect = 'newer models are not selected, and no training is due';
    return [`version ${version} is pinned ${madeBy(pin)}: ${effect}, until ${unpinning(pin)}`];
  }
  const isThere = selection.rejected.some(({ model }) => model.version === version);
  const where = isPinArchived ? 'is in archive/' : 'is not there';
  const what = isThere ? 'is turned down' : where;
  const way = isPinArchived ? `model-registry restore ${version} brings it back; ` : '';
  return [
    warning(`the pinned version ${version} ${what}, and no other may be selected: ${way}${made}`),
  ];
}

/**
 * When and by whom a pin was made.
 *
 * @example madeBy(pin) // 'since 2026-01-31T12:00:00Z by bot'
 */
export function madeBy({ by, at, user }: EffectivePin): string {
  if (by === 'config') return 'by model.pin in the config file';
  const since = at === null ? '' : `since ${at.replace(/\.\d+Z$/, 'Z')} `;
  const whom = by === 'fleet' ? 'for the fleet ' : '';
  return `${whom}${since}by ${user ?? 'command'}`;
}

function unpinning({ by }: EffectivePin): string {
  if (by === 'config') return 'it is removed there';
  return by === 'fleet' ? 'model-registry unpin --fleet' : 'model-registry unpin';
}

/** That a pin which this user may not read was ignored. */
export function remarkOnUnreadPin({ file, detail }: UnreadableFolder): string {
  return `the pin in ${file} cannot be read (${detail}): decided as if no version were pinned, which may be wrong`;
}

/**
 * That a page does not have what other machines run; not escaped.
 *
 * @example remarksOnFleet(NOT_ASKED) // []
 */
export function remarksOnFleet({ trouble }: FleetAnswer): Remark[] {
  if (trouble === null) return [];
  return [warning(`the page does not say what other machines run: ${trouble}`)];
}

/**
 * Why there is no model to select, beyond {@link remarksOn}: none at all, or none that is
 * compatible.
 *
 * @example remarksOnNoModel(scan) // ['no model versions in /srv/bot/models']
 */
export function remarksOnNoModel({ found, location, models }: ModelScan): string[] {
  if (!found) return [];
  if (models.length === 0) return [`no model versions in ${location}`];
  return ['no compatible model: model-registry explain tells why'];
}

/**
 * That nothing outside a models directory says that it is used; not escaped.
 *
 * @example remarkOnMarks('/srv/bot/models')
 */
export function remarkOnMarks(modelsDir: string): string {
  return `no mark can be left beside ${modelsDir} or the config file: should its volume not be mounted one day, it will be taken for a new directory`;
}

/**
 * What became of what was beside the files of a version that was published, a line each; not escaped.
 *
 * @param extras null where there were none
 * @example remarksOnExtras(extras) // ['beside the files of the version, kept in …']
 */
export function remarksOnExtras(extras: Extras | null): string[] {
  if (extras === null) return [];
  const { action, folder, names, dropped, more } = extras;
  const where = action === 'kept' ? `kept in ${folder}` : `left in ${folder}`;
  return [
    ...(names.length > 0
      ? [`beside the files of the version, ${where}: ${listOf(names, more)}`]
      : []),
    ...(dropped.length > 0
      ? [`not kept, since they are links or no regular files: ${listOf(dropped, 0)}`]
      : []),
  ];
}

/** Of more names than this, the others are only counted. */
const MOST_NAMES = 10;

function listOf(all: readonly string[], more: number): string {
  const names = all.slice(0, MOST_NAMES);
  return namesText({ names, more: all.length - names.length + more });
}

/**
 * What a run did about what killed ones left, a line each; not escaped.
 *
 * @example remarksOnRecovery(recovery) // ['version 1.4, whose publication was interrupted, is published now']
 */
export function remarksOnRecovery({ publications, removed, kept, stuck }: Recovery): string[] {
  return [
    ...publications.map(remarkOnPublication),
    ...removed.map((path) => `removed what earlier runs left: ${path}`),
    ...kept.map(
      ({ folder, versions }) =>
        `${folder} holds ${escapeText(versions.join(', '))}, finished and not published: model-registry publish ${shellWord(folder)}, or delete it`,
    ),
    ...stuck.map(({ path, cause }) => `${path} cannot be removed: ${(cause as Error).message}`),
  ];
}

function remarkOnPublication(publication: RecoveredPublication): string {
  const { version, action } = publication;
  switch (action) {
    case 'published':
      return `version ${version}, whose publication was interrupted, is published now`;
    case 'withdrawn':
      return `version ${version}, whose publication was interrupted, could not be published`;
    case 'taken-back':
      return `version ${version}, which a training had left where models are live and nobody has judged, was taken back: its files are in ${publication.folder}`;
  }
}

/**
 * What became of a version whose training failed, in a sentence; not escaped.
 *
 * @example failureSentence('1.4', failure) // 'version 1.4 is not published: …'
 */
export function failureSentence(version: string, failure: TrainFailure): string {
  const why = remarkOnFailure(failure);
  const isPublished = failure.kind === 'error' && failure.isPublished;
  return isPublished ? why : `version ${version} is not published: ${why}`;
}

/**
 * Why a training gave no model, in a line; not escaped.
 *
 * @example remarkOnFailure({ kind: 'version-taken' }) // 'the version was taken while it was trained'
 */
export function remarkOnFailure(failure: TrainFailure): string {
  switch (failure.kind) {
    case 'command':
      return howEnded(failure.end);
    case 'unfit':
      return 'the training command did not leave files that can be published';
    case 'version-taken':
      return 'the version was taken while it was trained';
    case 'misplaced':
      return 'the training command wrote into the models directory, and not into {out}';
    case 'overwritten':
      return 'the training command changed files of earlier models';
    case 'error':
      return failure.error.message;
  }
}

function howEnded(end: CommandEnd): string {
  switch (end.kind) {
    case 'exited':
      return `the training command ended with exit status ${end.status}`;
    case 'killed':
      return `the training command was killed by ${end.signal}`;
    case 'interrupted':
      return `interrupted by ${end.signal}`;
    case 'timed-out':
      return `the training command was ended after ${end.seconds} s`;
    case 'not-started':
      return `the training command cannot be started ${whyNotStarted(end)}`;
  }
}

function whyNotStarted({ program, code }: Extract<CommandEnd, { kind: 'not-started' }>): string {
  if (code === 'E2BIG') {
    return `(E2BIG): its words are too long; {symbols_file} names a file with the symbols, in place of {symbols}`;
  }
  if (code !== 'ENOENT') return `(${code}): ${program}`;
  return program.includes('/')
    ? `(ENOENT): there is no program ${program}, or not the one that its first line names`
    : `(ENOENT): there is no program ${program} in the PATH`;
}

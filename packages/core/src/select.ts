import { findIncompatibilities } from './compatibility.js';
import type { Requirements } from './config.js';
import { type DiscoveredModel, missingArtifacts } from './model.js';
import type { Problem } from './problem.js';
import { type Score, scoreModel } from './score.js';
import type { Instant } from './timestamp.js';
import { compareVersions, parseVersion, type Version } from './version.js';

/** A model that may be loaded, and what it scores. */
export interface Candidate {
  readonly model: DiscoveredModel;
  readonly score: Score;
}

/** A model that was turned down, with all the reasons that hold against it; never empty. */
export interface Rejection {
  readonly model: DiscoveredModel;
  readonly problems: readonly Problem[];
}

/** The outcome of a selection: every model is in `ranked` or in `rejected`, never in both. */
export interface Selection {
  /** The first of `ranked`; null where there is none. */
  readonly chosen: Candidate | null;
  /** Best first: highest total, and of equal totals the higher version. */
  readonly ranked: readonly Candidate[];
  /** In ascending order of version. */
  readonly rejected: readonly Rejection[];
}

/**
 * Selects the best of the models that fulfil the requirements. The result depends on the
 * arguments alone, and not on the order of the models.
 *
 * @param now the moment that age and recency are counted from
 * @throws TypeError when a model's version is not canonical (a discovered one always is)
 * @example select(scan.models, config.requirements, instantOf(new Date())).chosen?.model.modelPath
 */
export function select(
  models: readonly DiscoveredModel[],
  requirements: Requirements,
  now: Instant,
): Selection {
  const ranked: (Candidate & { version: Version })[] = [];
  const rejected: (Rejection & { version: Version })[] = [];
  for (const model of models) {
    const version = versionOf(model);
    const outcome = judge(model, version, requirements, now);
    if ('score' in outcome) ranked.push({ model, version, score: outcome.score });
    else rejected.push({ model, version, problems: outcome.problems });
  }
  ranked.sort((a, b) => compareScores(b.score, a.score) || compareVersions(b.version, a.version));
  rejected.sort((a, b) => compareVersions(a.version, b.version));
  const candidates = ranked.map(({ model, score }) => ({ model, score }));
  return {
    chosen: candidates[0] ?? null,
    ranked: candidates,
    rejected: rejected.map(({ model, problems }) => ({ model, problems })),
  };
}

function judge(
  model: DiscoveredModel,
  version: Version,
  requirements: Requirements,
  now: Instant,
): { score: Score } | { problems: Problem[] } {
  const problems: Problem[] = [];
  const { pin } = requirements;
  if (pin !== null && pin !== model.version) {
    problems.push({ kind: 'not-pinned', expected: pin, actual: model.version });
  }
  problems.push(...missingArtifacts(model));
  const { fields } = model;
  if (fields === null) {
    if (model.configPath !== null) problems.push(unreadable(model));
    return { problems };
  }
  problems.push(...findIncompatibilities(fields, requirements, now));
  return problems.length > 0
    ? { problems }
    : { score: scoreModel(version, fields, requirements, now) };
}

function unreadable(model: DiscoveredModel): Problem {
  return (
    model.problems.find(({ kind }) => kind === 'metadata-unreadable') ?? {
      kind: 'metadata-unreadable',
      reason: 'io-error',
      detail: '',
    }
  );
}

/** Not a subtraction: of two totals that overflowed, that is no number. */
function compareScores(a: Score, b: Score): number {
  return Number(a.total > b.total) - Number(a.total < b.total);
}

function versionOf(model: DiscoveredModel): Version {
  const version = parseVersion(model.version);
  if (version === null) throw new TypeError(`not a version: ${JSON.stringify(model.version)}`);
  return version;
}

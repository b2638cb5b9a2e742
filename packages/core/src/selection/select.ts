import type { Requirements } from '../config/parse-config.js';
import { type CompleteModel, type DiscoveredModel, isComplete } from '../models/model.js';
import type { LivePerformance, Problem } from '../models/problem.js';
import { compareWritten } from '../models/version.js';
import type { Instant } from '../text/timestamp.js';
import { incompatibilityFinder } from './compatibility.js';
import { type Score, scoreModel } from './score.js';

/** A model that may be loaded, and what it scores. */
export interface Candidate {
  readonly model: CompleteModel;
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

/** By version, what speaks against it. */
export type TurnedDown = ReadonlyMap<string, LivePerformance>;

const NONE: TurnedDown = new Map();

/**
 * Selects the best of the models that fulfil the requirements. The result depends on the
 * arguments alone, and not on the order of the models.
 *
 * @param now the moment that age and recency are counted from
 * @param turnedDown versions that are turned down for what they did while they were live; a pin wins
 * @example select(scan.models, config.requirements, instantOf(new Date())).chosen?.model.modelPath
 */
export function select(
  models: readonly DiscoveredModel[],
  requirements: Requirements,
  now: Instant,
  turnedDown: TurnedDown = NONE,
): Selection {
  const ranked: Candidate[] = [];
  const rejected: Rejection[] = [];
  const find = incompatibilityFinder(requirements, now);
  for (const model of descending(models)) {
    const problems = findProblems(model, requirements.pin, find, turnedDown);
    if (problems.length > 0 || !isComplete(model)) rejected.push({ model, problems });
    else ranked.push({ model, score: scoreModel(model.numbers, model.fields, requirements, now) });
  }
  // Stable, so that of equal totals the higher version stays in front.
  ranked.sort((a, b) => compareTotals(b.score, a.score));
  return { chosen: ranked[0] ?? null, ranked, rejected: rejected.reverse() };
}

/**
 * The selection where the best are turned down after all: the next best is chosen.
 *
 * @param refused the first of `ranked`, in that order, with the reasons
 * @example turnDown(selection, [{ model: selection.ranked[0].model, problems }]).chosen // the second
 */
export function turnDown(selection: Selection, refused: readonly Rejection[]): Selection {
  if (refused.length === 0) return selection;
  const ranked = selection.ranked.slice(refused.length);
  const of = new Map([...selection.rejected, ...refused].map((each) => [each.model, each]));
  const rejected = descending([...of.keys()]).map((model) => of.get(model) as Rejection);
  return { chosen: ranked[0] ?? null, ranked, rejected: rejected.reverse() };
}

function descending(models: readonly DiscoveredModel[]): DiscoveredModel[] {
  return [...models].sort((a, b) => compareWritten(b, a));
}

/** What the model brings along, except fields that only count as missing, and what the config adds. */
function findProblems(
  model: DiscoveredModel,
  pin: string | null,
  findIncompatibilities: ReturnType<typeof incompatibilityFinder>,
  turnedDown: TurnedDown,
): readonly Problem[] {
  const problems: Problem[] = [];
  if (pin !== null && pin !== model.version) {
    problems.push({ kind: 'not-pinned', expected: pin, actual: model.version });
  }
  for (const problem of model.problems) {
    if (problem.kind !== 'invalid-field') problems.push(problem);
  }
  const live = pin === model.version ? undefined : turnedDown.get(model.version);
  if (live) problems.push(live);
  if (model.fields === null) return problems;
  // Of its length: V8 has room for 16 more in a list that grew, and there may be 100,000 of them.
  return problems.concat(findIncompatibilities(model.fields));
}

/** Not a subtraction: of two totals that overflowed, that is no number. */
function compareTotals(a: Score, b: Score): number {
  return Number(a.total > b.total) - Number(a.total < b.total);
}

import {
  type Decision,
  diagnoseFleet,
  type EffectivePin,
  isComplete,
  isOverdue,
  isSilent,
  lastPromotedAt,
  noDirectoryText,
  type Problem,
  problemText,
  remarkOnResults,
  remarkOnUnreadPin,
  remarksOnFuture,
  trainingEndBy,
} from '@org/model-registry-core';
import { capital, count, daysBetween, span } from '../html/values.js';
import type { PageSnapshot } from '../snapshot.js';

/** Something that a person should look at, and what to do about it. */
export interface Concern {
  readonly what: string;
  readonly todo: string;
}

/** All that is not as it should be, the gravest first; empty where all is well. */
export function concernsIn(snapshot: PageSnapshot): Concern[] {
  return [
    ...onTrouble(snapshot),
    ...onSelection(snapshot),
    ...onLimits(snapshot),
    ...onRetraining(snapshot),
    ...onRecords(snapshot),
    ...onFleet(snapshot),
  ];
}

function onTrouble({ trouble }: PageSnapshot): Concern[] {
  if (trouble === null) return [];
  const what = `What is shown may be out of date: ${trouble}.`;
  return [{ what, todo: 'Correct that: until then the page stays as it was.' }];
}

function onSelection({ decision }: PageSnapshot): Concern[] {
  const { scan, selection, pin, refused, warnings, unreadPin } = decision;
  const concerns: Concern[] = [];
  if (!scan.found) {
    const what = sentence(noDirectoryText(scan.location, scan.leadsTo ?? null));
    concerns.push({ what, todo: 'Mount or make it, or name another (model.models_dir).' });
  } else if (selection.chosen === null && pin !== null) {
    concerns.push(onPin(pin, decision));
  } else if (scan.models.length === 0) {
    const what = 'There are no models.';
    concerns.push({ what, todo: 'Train one: model-registry train.' });
  } else if (selection.chosen === null) {
    const what = 'No model may be loaded: every version is turned down.';
    concerns.push({ what, todo: 'See below why; train a new version, or change the config.' });
  }
  if (refused.length > 0) {
    const what = `${count(refused.length, 'better version')} failed verification.`;
    concerns.push({ what, todo: 'See below what was found in the files.' });
  }
  concerns.push(...warnings.map(ofProblem));
  if (unreadPin) {
    const what = sentence(remarkOnUnreadPin(unreadPin));
    concerns.push({ what, todo: 'Correct its owner or permissions.' });
  }
  return concerns;
}

/** That a pin leaves no model: where the pinned version is, and the two ways out. */
function onPin({ version, by }: EffectivePin, { scan, isPinArchived }: Decision): Concern {
  const isThere = scan.models.some((model) => model.version === version);
  const where = isPinArchived ? 'is in archive/' : 'is not there';
  const what = `No model may be loaded: ${version} is pinned, and ${isThere ? 'is turned down' : where}.`;
  const back = `Bring it back: model-registry restore ${version}`;
  const away = isPinArchived ? back : 'Put it there again';
  return { what, todo: `${isThere ? 'See below why' : away}; or ${UNPIN[by]}.` };
}

const UNPIN: Readonly<Record<EffectivePin['by'], string>> = {
  config: 'remove model.pin from the config file',
  command: 'end the pin: model-registry unpin',
  fleet: 'end the pin: model-registry unpin --fleet',
};

function ofProblem(problem: Problem): Concern {
  const { title, actual, advice } = problemText(problem);
  return { what: `${title}: ${actual}.`, todo: advice };
}

/** From this share of the highest age on, the model that is live will soon be too old. */
const SOON = 0.9;

function onLimits({ decision, retraining, now }: PageSnapshot): Concern[] {
  const limit = decision.requirements.maxAgeDays;
  const fields = decision.selection.chosen?.model.fields;
  const end = fields && trainingEndBy(fields, now);
  if (limit === null || end === undefined) return [];
  const left = limit - daysBetween(end, now);
  if (left > limit * (1 - SOON)) return [];
  const what = `In ${span(Math.max(left, 0))} the live model will be too old.`;
  const todo = retraining.next === null ? 'Train a new one.' : 'The next training replaces it.';
  return [{ what, todo }];
}

function onRetraining({ live, decision, config, retraining, now }: PageSnapshot): Concern[] {
  const { state, isStateBroken } = retraining;
  const concerns: Concern[] = [];
  const need = {
    live,
    pinned: decision.pin?.version ?? null,
    promotedAt: lastPromotedAt(state),
  };
  if (isOverdue(need, config.rotation, now)) {
    const todo = 'Look whether model-registry-retrain runs: model-registry-retrain status.';
    concerns.push({ what: 'A retraining is overdue.', todo });
  }
  if (state.failures !== null) {
    const last = state.runs.at(-1)?.reasons[0];
    const { count: failures } = state.failures;
    const what = `${failures === 1 ? 'The last training gave' : `The last ${failures} trainings gave`} no new model${last ? `: ${last}` : ''}.`;
    concerns.push({ what, todo: 'See model-registry-retrain status.' });
  }
  if (isStateBroken) {
    const what = '.registry/retrain.json cannot be used: it counts as empty.';
    concerns.push({ what, todo: 'Remove it; the next run writes it anew.' });
  }
  return concerns;
}

function onRecords({ decision, config, skippedEntries, now }: PageSnapshot): Concern[] {
  const { unreadResults, scan } = decision;
  const concerns: Concern[] = remarksOnFuture(scan, now).map((remark) => ({
    what: sentence(remark),
    todo: 'See model-registry doctor.',
  }));
  if (unreadResults) {
    const what = sentence(remarkOnResults(unreadResults));
    concerns.push({ what, todo: problemText(unreadResults).advice });
  }
  if (skippedEntries > 0) {
    const what = `${count(skippedEntries, 'line')} of the journal cannot be read.`;
    concerns.push({ what, todo: 'The time line may have gaps.' });
  }
  for (const misplaced of config.misplacedKeys.slice(0, 5)) {
    const { title, expected, advice } = problemText({ kind: 'misplaced-key', ...misplaced });
    concerns.push({ what: `${title}; probably ${expected} is meant.`, todo: advice });
  }
  return concerns;
}

function onFleet({ fleet, config, decision, now }: PageSnapshot): Concern[] {
  if (fleet === null || config.store === null) return [];
  const concerns: Concern[] = [];
  // What may not be read is no sign of never.
  if (decision.unreadPin === null) {
    const versions = decision.scan.models.filter(isComplete).map(({ version }) => version);
    const found = diagnoseFleet(config.store, fleet.own, versions, now);
    const waiting = found.filter(({ problem }) => problem.kind === 'not-pushed');
    const [first, ...others] = waiting;
    if (first) {
      const { what, todo } = ofProblem(first.problem);
      const many = `${waiting.length} versions wait to be pushed to the store.`;
      concerns.push({ what: others.length > 0 ? many : `${first.version}: ${what}`, todo });
    }
    const rest = found.filter(({ problem }) => problem.kind !== 'not-pushed');
    concerns.push(...rest.map(({ problem }) => ofProblem(problem)));
  }
  if (fleet.trouble !== null) {
    const what = `What other machines run is not known: ${fleet.trouble}.`;
    concerns.push({
      what,
      todo: 'This machine goes on with what it has; see model-registry fleet.',
    });
  }
  if (fleet.status === null) return concerns;
  const { hosts, unreadable } = fleet.status;
  const silent = hosts.filter((host) => isSilent(host, now)).length;
  if (silent > 0) {
    const what = `${count(silent, 'machine')} ${silent === 1 ? 'has' : 'have'} not been heard of for a day.`;
    concerns.push({ what, todo: 'See model-registry fleet.' });
  }
  if (unreadable.length > 0) {
    const what = `${count(unreadable.length, 'report')} of machines cannot be read.`;
    concerns.push({ what, todo: 'Remove them from the store, or update these machines.' });
  }
  return concerns;
}

function sentence(remark: string): string {
  return `${capital(remark)}${remark.endsWith('?') ? '' : '.'}`;
}

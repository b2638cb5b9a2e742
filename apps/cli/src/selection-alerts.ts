import {
  type Alert,
  type Decision,
  failureSentence,
  instantOf,
  selectedVersion,
  selectionChanged,
  type TrainFailure,
} from '@org/model-registry-core';
import type { RecoverOutcome, TurningDown } from '@org/model-registry-fs-store';
import { alertsAfter, type Surroundings } from '@org/model-registry-program';

/** What a command did to the selection. */
interface Change {
  /** The version that it was about; null, or left out, for none. */
  readonly version?: string | null;
  readonly previousVersion: string | null;
  readonly decision: Decision;
}

/** For the outcome of a command that may change the selection: who wants to be told of that is told. */
export function alertsOnSelection(
  surroundings: Surroundings,
  change: Change,
  reason: string,
): ReturnType<typeof alertsAfter> {
  const { version = null, previousVersion, decision } = change;
  const facts = { at: instantOf(new Date()), version, previousVersion };
  const after = { ...facts, selectedVersion: selectedVersion(decision) };
  return alertsAfter(surroundings, selectionChanged(after, reason));
}

/** The same for what a recovery did: it may complete the publication of a killed run, or take a model back. */
export function alertsOnRecovery(
  surroundings: Surroundings,
  { recovery, previousVersion, selectedVersion }: RecoverOutcome,
): ReturnType<typeof alertsAfter> {
  const version = recovery.publications[0]?.version ?? null;
  const facts = { at: instantOf(new Date()), version, previousVersion, selectedVersion };
  return alertsAfter(surroundings, selectionChanged(facts, 'recover'));
}

/** The same for a version that is turned down for its live results; null for none. */
export function alertsOnLive(
  surroundings: Surroundings,
  turnedDown: TurningDown | null,
): ReturnType<typeof alertsAfter> {
  if (turnedDown === null) return {};
  const { version, standing, previousVersion, decision } = turnedDown;
  const { metric, expected, actual, samples } = standing;
  const reason = `the mean of ${metric} was ${actual}, at least ${expected} expected, after ${samples} results`;
  const facts = { at: instantOf(new Date()), version, previousVersion };
  const after = { ...facts, selectedVersion: selectedVersion(decision) };
  return alertsAfter(surroundings, [
    { event: 'live-below', ...after, reasons: [reason] },
    ...selectionChanged(after, reason),
  ]);
}

/** The same for a training that failed; what is selected stays. */
export function alertsOnFailure(
  surroundings: Surroundings,
  version: string,
  failure: TrainFailure,
  selected: string | null,
): ReturnType<typeof alertsAfter> {
  const alert: Alert = {
    event: 'failed',
    at: instantOf(new Date()),
    version,
    previousVersion: selected,
    selectedVersion: selected,
    reasons: [failureSentence(version, failure)],
  };
  return alertsAfter(surroundings, [alert]);
}

import {
  type CriterionResult,
  type Decision,
  type DiscoveredModel,
  futureTimestamp,
  type Instant,
  judgePromotion,
  type MissingMetrics,
  missingMetrics,
  type Problem,
  type RegistryConfig,
} from '@org/model-registry-core';
import { selectVerified } from '@org/model-registry-selector';

/** Whether a new model replaces the live one, and why. */
export interface Judgement {
  readonly promote: boolean;
  readonly criteria: readonly CriterionResult[];
  /** Metrics that the criteria ask for, and that the live model lacks too. */
  readonly missing: MissingMetrics | null;
  /** What selection would choose in its place, and what it has against the new one; null where it would choose the new one. */
  readonly preferred: {
    readonly version: string | null;
    readonly problems: readonly Problem[];
  } | null;
}

/**
 * Judges a new model by the criteria that are on, and by whether selection would choose it among all
 * models whose files verification does not refuse. A pin only says what is live now, and not which
 * model is better.
 *
 * @param decision the one before; in place, the new model is among its models already
 */
export async function judgeModel(
  fresh: DiscoveredModel,
  { scan, requirements, turnedDown }: Decision,
  { rotation }: RegistryConfig,
  now: Instant,
): Promise<Judgement> {
  const others = scan.models.filter(({ version }) => version !== fresh.version);
  const live = (await selectVerified(others, requirements, now, turnedDown)).selection.chosen?.model
    .fields;
  const judged = fresh.fields && ([fresh.fields, live ?? null, rotation.criteria] as const);
  const criteria = judged ? judgePromotion(...judged) : [];
  const free = { ...requirements, pin: null };
  const { chosen, rejected } = (await selectVerified([...others, fresh], free, now, turnedDown))
    .selection;
  const isChosen = chosen?.model.version === fresh.version;
  const against = rejected.find(({ model }) => model.version === fresh.version)?.problems ?? [];
  const future = futureTimestamp(fresh, now);
  const problems = future ? [...against, future] : against;
  return {
    promote: isChosen && criteria.every(({ passed }) => passed),
    criteria,
    missing: judged && missingMetrics(...judged),
    preferred: isChosen ? null : { version: chosen?.model.version ?? null, problems },
  };
}

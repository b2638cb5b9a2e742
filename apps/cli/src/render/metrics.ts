import {
  type Decision,
  type Instant,
  isOverdue,
  type LiveModel,
  lastPromotedAt,
  modelAge,
  PROBLEM_KINDS,
  type RetrainState,
  type RotationPolicy,
  RUN_ACTIONS,
  type Standing,
  scoreDocument,
  trainingEndBy,
} from '@org/model-registry-core';
import type { MetricFamily, Sample } from './open-metrics.js';

/** All that the metrics tell. */
export interface MetricFacts {
  /** Tells this bot's figures from those of another one on the same machine. */
  readonly place: Readonly<Record<string, string>>;
  readonly decision: Decision;
  /** The selected model, as far as its age is concerned; null for none. */
  readonly live: LiveModel | null;
  readonly policy: RotationPolicy;
  /** Null where it cannot be used: then nothing is known of past trainings. */
  readonly state: RetrainState | null;
  /** When the store that many machines share was pulled last; null for never, or where there is none. */
  readonly lastPull: Instant | null;
  readonly now: Instant;
}

/**
 * The figures of a models directory and its retraining; what is not known is left out.
 *
 * @example openMetrics(metricFamilies(facts))
 */
export function metricFamilies(facts: MetricFacts): MetricFamily[] {
  const { place, decision, live, policy, state, lastPull, now } = facts;
  const { chosen, ranked, rejected } = decision.selection;
  const { pin, scan, unreadPin } = decision;
  const last = state?.runs.at(-1);
  const promotedAt = state && lastPromotedAt(state);
  const age = live && modelAge(live, promotedAt, policy, now);
  const need = { live, pinned: pin?.version ?? null, promotedAt };
  const score = chosen && Object.entries(scoreDocument(chosen.score));
  return [
    family('selected', 'Whether a model may be loaded', one(Number(chosen !== null))),
    family(
      'selected_info',
      'The version that may be loaded',
      chosen ? [{ labels: { version: chosen.model.version }, value: 1 }] : [],
    ),
    family(
      'selected_age_seconds',
      'Age of the selected model, from the later of training end and publication',
      age ? one(age.days * 86_400) : [],
    ),
    family(
      'selected_training_end_timestamp_seconds',
      'When the training of the selected model ended',
      timeOf(chosen ? (trainingEndBy(chosen.model.fields, now) ?? null) : null),
    ),
    family(
      'selected_score',
      'Score of the selected model, by part',
      (score ?? []).map(([part, value]) => ({ labels: { part }, value: value ?? Number.NaN })),
    ),
    family('versions', 'Versions in the models directory, by whether they may be selected', [
      { labels: { state: 'selectable' }, value: ranked.length },
      { labels: { state: 'rejected' }, value: rejected.length },
    ]),
    family('problems', 'Versions with a problem, by its kind', problemSamples(decision)),
    family(
      'ignored_files',
      'Files that begin like an artifact and belong to no version',
      one(scan.ignored.length),
    ),
    family(
      'pinned',
      'Whether a version is pinned, by what',
      // Whether one holds that cannot be read is not known.
      (unreadPin ? (['config'] as const) : (['config', 'command', 'fleet'] as const)).map((by) => ({
        labels: { by },
        value: Number(pin?.by === by),
      })),
    ),
    family(
      'pin_info',
      'The pinned version',
      pin ? [{ labels: { version: pin.version, by: pin.by }, value: 1 }] : [],
    ),
    family(
      'pin_unreadable',
      'Whether a pin may hold that could not be read',
      one(Number(unreadPin !== null)),
    ),
    family(
      'last_pull_timestamp_seconds',
      'When the store that many machines share was read last',
      timeOf(lastPull),
    ),
    family(
      'results_unreadable',
      'Whether live results that are asked for cannot be used, so that they turn down no version',
      one(Number(decision.unreadResults !== null)),
    ),
    family(
      'live_mean',
      'Mean of the last live results of a version, by metric',
      liveSamples(decision, ({ actual }) => actual),
    ),
    family(
      'live_mean_minimum',
      'The lowest such mean allowed, inclusive',
      liveSamples(decision, ({ expected }) => expected),
    ),
    family(
      'live_samples',
      'Live results of a version since the first, or since it was forgiven',
      liveSamples(decision, ({ samples }) => samples),
    ),
    family('retrain_enabled', 'Whether retraining is enabled', one(Number(policy.enabled))),
    family(
      'retrain_period_seconds',
      'At which age a model is trained anew',
      one(policy.frequencyDays * 86_400),
    ),
    family(
      'retrain_overdue',
      'Whether a retraining should have been made by now',
      one(Number(isOverdue(need, policy, now))),
    ),
    family(
      'retrain_last_run_timestamp_seconds',
      'When the last training ended',
      timeOf(last?.ended ?? null),
    ),
    family(
      'retrain_last_run_outcome',
      'What became of the last training',
      last
        ? RUN_ACTIONS.map((outcome) => ({
            labels: { outcome },
            value: Number(last.action === outcome),
          }))
        : [],
    ),
    family(
      'retrain_last_promotion_timestamp_seconds',
      'When a model was last promoted',
      timeOf(promotedAt),
    ),
    family(
      'retrain_failures',
      'Trainings that failed or were not promoted since the last promotion',
      state ? one(state.failures?.count ?? 0) : [],
    ),
    family(
      'retrain_running',
      'Whether a training has begun and not ended; also of one that was killed',
      state ? one(Number(state.running !== null)) : [],
    ),
    family(
      'retrain_state_unreadable',
      'Whether the state of retraining cannot be read, so that its figures are missing',
      one(Number(state === null)),
    ),
  ];

  function family(name: string, help: string, samples: readonly Sample[]): MetricFamily {
    return {
      name: `model_registry_${name}`,
      help,
      samples: samples
        .filter(({ value }) => Number.isFinite(value))
        .map(({ labels, value }) => ({ labels: { ...place, ...labels }, value })),
    };
  }
}

function one(value: number): Sample[] {
  return [{ labels: {}, value }];
}

function timeOf(instant: Instant | null): Sample[] {
  return instant === null ? [] : one(Number(instant / 1_000_000n) / 1_000);
}

/** Of the versions that are there. */
function liveSamples(
  { scan, standings }: Decision,
  figure: (standing: Standing) => number,
): Sample[] {
  return scan.models.flatMap(({ version }) =>
    (standings.get(version) ?? []).map((standing) => ({
      labels: { version, metric: standing.metric },
      value: figure(standing),
    })),
  );
}

/** Of each kind, so that a series does not end when a problem is gone. */
function problemSamples({ scan, selection }: Decision): Sample[] {
  const counts = new Map<string, number>(PROBLEM_KINDS.map((kind) => [kind, 0]));
  const rejections = new Map(selection.rejected.map(({ model, problems }) => [model, problems]));
  for (const model of scan.models) {
    const problems = [...model.problems, ...(rejections.get(model) ?? [])];
    for (const kind of new Set(problems.map(({ kind }) => kind))) {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  return Array.from(counts, ([kind, value]) => ({ labels: { kind }, value }));
}

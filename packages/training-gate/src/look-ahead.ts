import {
  type Decision,
  type DiscoveredModel,
  type Instant,
  lastPromotedAt,
  nextAttempt,
  planRetrain,
  planSymbols,
  type RegistryConfig,
  type RetrainPlan,
  type RetrainState,
  symbolDueAt,
} from '@org/model-registry-core';
import { liveModelOf } from '@org/model-registry-fs-scanner';
import { readQueue, type TrainingQueue } from './training-queue.js';

/** What is decided, and from what. */
export interface Outlook {
  readonly now: Instant;
  readonly state: RetrainState;
  readonly decision: Decision;
  /** The selected model; null for none. */
  readonly live: DiscoveredModel | null;
  readonly queue: TrainingQueue;
  /** Symbols of the queue that the selected model has. */
  readonly trained: readonly string[];
  /** Those that it has not, by when they make a training due. */
  readonly wanted: ReadonlyMap<string, Instant>;
  /** What a new model is to be trained on. */
  readonly symbols: readonly string[];
  /** Symbols that must not stand in a command line. */
  readonly unfit: readonly string[];
  readonly plan: RetrainPlan;
  /** When a training will be made; null where time alone does not bring it about. */
  readonly next: Instant | null;
}

/**
 * Reads the queue and decides whether to train.
 *
 * @param force whether to train whatever speaks against it
 * @throws Error with the system's error as `cause`, where the machine is to blame that the queue cannot be read
 * @example lookAhead(config, decision, readRetrainState(registry).state, now, false).next
 */
export function lookAhead(
  config: RegistryConfig,
  decision: Decision,
  state: RetrainState,
  now: Instant,
  force: boolean,
): Outlook {
  const { rotation, requirements } = config;
  const queue = readQueue(config);
  const live = decision.selection.chosen?.model ?? null;
  const present = live ? (live.fields?.trainedSymbols ?? []) : requirements.symbols;
  const has = new Set(live ? present : []);
  const { symbols, unfit } = planSymbols(present, queue.symbols);
  const isQueued = new Set(queue.symbols);
  const missing = symbols.filter((symbol) => isQueued.has(symbol) && !has.has(symbol));
  const wanted = new Map(
    missing.map((symbol) => {
      const left = state.symbols.get(symbol) ?? null;
      const queuedAt = queue.queuedAt.get(symbol);
      return [symbol, symbolDueAt(left, queuedAt, rotation.frequencyDays, now)];
    }),
  );
  const plan = planRetrain(
    {
      live: live && liveModelOf(live, now),
      pinned: decision.pin?.version ?? null,
      queuedSymbols: [...wanted].filter(([, until]) => until <= now).map(([symbol]) => symbol),
      failures: state.failures,
      promotedAt: lastPromotedAt(state),
      force,
    },
    rotation,
    now,
  );
  return {
    ...{ now, state, decision, live, queue, wanted, symbols, unfit, plan },
    trained: queue.symbols.filter((symbol) => has.has(symbol)),
    next: nextAttempt(plan, wanted.values(), now),
  };
}

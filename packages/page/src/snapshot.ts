import type {
  Decision,
  FleetAnswer,
  FleetState,
  Instant,
  JournalEntry,
  LiveModel,
  RegistryConfig,
  RetrainPlan,
  RetrainState,
} from '@org/model-registry-core';

/** Whether and when a model is trained anew, and how that went. */
export interface Retraining {
  /** What a run of now would do. */
  readonly plan: RetrainPlan;
  /** When a training will be made; null where time alone does not bring it about. */
  readonly next: Instant | null;
  readonly state: RetrainState;
  /** Whether there is a state file that cannot be used: it counts as empty. */
  readonly isStateBroken: boolean;
  /** Who trains now, in a sentence; null for nobody, and where that is not known. */
  readonly training: string | null;
}

/** What is known of the store that many machines share, and of them. */
export interface PageFleet extends FleetAnswer {
  /** What this machine knows by itself; null where it never pushed or pulled, or may not read that. */
  readonly own: FleetState | null;
}

/** All that a page shows: what was read at one moment, as plain values. */
export interface PageSnapshot {
  /** The moment that ages are counted to. */
  readonly now: Instant;
  /** Null where the defaults are used. */
  readonly configFile: string | null;
  readonly config: RegistryConfig;
  readonly decision: Decision;
  /** The selected model, as far as its age is concerned; null for none. */
  readonly live: LiveModel | null;
  /** Oldest first. */
  readonly journal: readonly JournalEntry[];
  /** Lines of the journal that could not be read. */
  readonly skippedEntries: number;
  readonly retraining: Retraining;
  /** Why what is shown may have changed since: it could not be read anew. Null where it could. */
  readonly trouble: string | null;
  /** Null without a store. */
  readonly fleet: PageFleet | null;
}

/** How a page is shown. */
export type PageForm =
  /** A file that needs nothing else. */
  | 'file'
  /** One that a server keeps up to date. */
  | 'served';

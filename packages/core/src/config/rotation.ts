/** What a new model's metrics have to fulfil before it replaces the live one; null is off. */
export interface PromotionCriteria {
  readonly minSharpeRatio: number | null;
  readonly minProfitFactor: number | null;
  /** A share from 0 to 1, inclusive. */
  readonly maxDrawdown: number | null;
  readonly minTrades: number | null;
  /** The metric that has to be better than the live model's; null where it need not be. */
  readonly outperformMetric: string | null;
  /** By how much, at least. */
  readonly outperformMargin: number;
  /** What the bot calls a metric; one that is not in here has its own name. */
  readonly metricNames: Readonly<Record<string, string>>;
}

/** When to train a model anew, how, and what it has to fulfil: `operations.model_rotation`. */
export interface RotationPolicy {
  readonly enabled: boolean;
  /** Days of 24 hours; a model of at least this age is due. */
  readonly frequencyDays: number;
  /** Program and arguments; empty where the config names none. */
  readonly command: readonly string[];
  readonly inPlace: boolean;
  /** Above 0. */
  readonly timeoutMinutes: number;
  /** Whether a model's age is what its metadata says, or its model file's modification time. */
  readonly ageFrom: 'metadata' | 'mtime';
  /** Whether queued symbols make a training due. */
  readonly trainNewSymbols: boolean;
  readonly criteria: PromotionCriteria;
}

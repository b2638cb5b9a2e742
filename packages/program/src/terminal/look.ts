import {
  type Activity,
  currentActivity,
  milliseconds,
  type Progress,
} from '@org/model-registry-fs-scanner';

/** Milliseconds of silence before anything is shown. */
export const SILENCE = 1_000;
/** Milliseconds over which a rate is measured, at most. */
const WINDOW = 5_000;

/** What this process does at a moment, and how far and how fast that is. */
export interface Look {
  /** Such as `sending meta_model_v1.4.joblib`; not escaped. */
  readonly what: string;
  /** How long it has gone on. */
  readonly milliseconds: number;
  /** null where that is not known. */
  readonly progress: Progress | null;
  /** Of what is counted, over the last five seconds; null at the first look, and where nothing is counted. */
  readonly perSecond: number | null;
}

/**
 * Looks at what goes on, to be called now and then.
 *
 * @returns null where nothing has gone on for a second
 * @example const look = looker(); setInterval(() => draw(look()), 500)
 */
export function looker(): () => Look | null {
  let last: Activity | null = null;
  let samples: { readonly at: number; readonly done: number }[] = [];
  return () => {
    const activity = currentActivity(SILENCE);
    const now = milliseconds();
    if (activity === null) return null;
    const progress = activity.progress?.() ?? null;
    if (activity !== last) samples = [];
    last = activity;
    if (progress) samples = [...samples, { at: now, done: progress.done }];
    samples = samples.filter(({ at }) => now - at <= WINDOW);
    const [first] = samples;
    const isMeasured = progress !== null && first !== undefined && now > first.at;
    const perSecond = isMeasured
      ? Math.max(0, Math.round(((progress.done - first.done) * 1_000) / (now - first.at)))
      : null;
    return { what: activity.what, milliseconds: now - activity.began, progress, perSecond };
  };
}

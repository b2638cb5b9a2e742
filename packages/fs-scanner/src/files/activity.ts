/** What takes time in this process, for whoever waits for it. */
export interface Activity {
  /** Such as `hashing meta_model_v1.4.joblib`; not escaped. */
  readonly what: string;
  /** When it began, as {@link milliseconds} counts. */
  readonly began: number;
  /** How much of it there is and is done, such as bytes; null where that is not known. */
  readonly progress: (() => readonly [done: number, all: number]) | null;
}

const running = new Set<Activity>();

/**
 * Does what may take time, and lets {@link currentActivity} tell so meanwhile.
 *
 * @example await during(`hashing ${basename(file)}`, () => hash(file))
 */
export async function during<Result>(
  what: string,
  work: () => Promise<Result>,
  progress: Activity['progress'] = null,
): Promise<Result> {
  const activity = { what, began: milliseconds(), progress };
  running.add(activity);
  try {
    return await work();
  } finally {
    running.delete(activity);
  }
}

/** What this process does now and has done the longest; null where it is nothing that takes time. */
export function currentActivity(): Activity | null {
  const [first = null] = running;
  return first;
}

/** Of a clock that only goes forward. To ask for `performance` would load a module of Node's at each start. */
export function milliseconds(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

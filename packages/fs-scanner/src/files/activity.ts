/** What takes time in this process, for whoever waits for it. */
export interface Activity {
  /** Such as `hashing meta_model_v1.4.joblib`; not escaped. */
  readonly what: string;
  /** When it began, as {@link milliseconds} counts. */
  readonly began: number;
  /** How far it is; null where that is not known. */
  readonly progress: (() => Progress) | null;
}

/** How far something is. */
export interface Progress {
  readonly done: number;
  /** How much of it there is; null where nobody knows before the end. */
  readonly all: number | null;
  /** What is counted: `bytes`, or a noun in the plural. */
  readonly unit: string;
}

/** Is told what this process does, so that it need not look before there is anything. */
export interface ActivityFollower {
  /** Something has begun that does not block this process: timers run meanwhile. */
  readonly begun: () => void;
  /** A step is done of what blocks it. */
  readonly step: () => void;
}

const running = new Set<Activity>();
let follower: ActivityFollower | null = null;

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
  const activity = begin(what, progress);
  follower?.begun();
  try {
    return await work();
  } finally {
    running.delete(activity);
  }
}

/**
 * The same for what blocks this process, so that no timer of its own runs meanwhile.
 *
 * @param work gets a function to be called at each step, which costs next to nothing; it tells whoever
 *   waits, see {@link followActivity}
 * @example duringBlocking('reading models', (step) => names.map((name) => (step(), read(name))))
 */
export function duringBlocking<Result>(
  what: string,
  work: (step: () => void) => Result,
  progress: Activity['progress'] = null,
): Result {
  const activity = begin(what, progress);
  try {
    return work(takeStep);
  } finally {
    running.delete(activity);
  }
}

function begin(what: string, progress: Activity['progress']): Activity {
  const activity = { what, began: milliseconds(), progress };
  running.add(activity);
  return activity;
}

function takeStep(): void {
  follower?.step();
}

/**
 * Tells one follower of what this process does from now on.
 *
 * @param next null ends that
 * @example followActivity({ begun: startTimer, step: drawWhereDue })
 */
export function followActivity(next: ActivityFollower | null): void {
  follower = next;
}

/**
 * What this process does now: of several, one in the other or beside each other, the one that began last.
 *
 * @param least milliseconds that it has gone on
 * @returns null where nothing has gone on for as long
 */
export function currentActivity(least: number): Activity | null {
  const latest = milliseconds() - least;
  return [...running].filter(({ began }) => began <= latest).at(-1) ?? null;
}

/** Of a clock that only goes forward. To ask for `performance` would load a module of Node's at each start. */
export function milliseconds(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

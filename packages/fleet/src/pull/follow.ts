import { BusyError } from '@org/model-registry-fs-store';
import { reportHost } from '../fleet/report-host.js';
import { entryAt } from '../protocol/journal.js';
import type { Site } from '../site/site.js';
import { StoreError } from '../store/store-error.js';
import { newMemory, type Pulled, pullOnce } from './pull.js';

/** What happened while a store is followed. */
export type FollowEvent =
  | { readonly kind: 'pulled'; readonly pulled: Pulled }
  /** The report of this machine could not be written; all else is done. */
  | { readonly kind: 'unreported'; readonly error: StoreError }
  /**
   * The store or the way to it failed, or another process held what this one needs; said once, until a round
   * succeeds or it fails otherwise.
   */
  | { readonly kind: 'failed'; readonly error: StoreError | BusyError };

/** What a round does once something is new. */
export interface RoundSteps {
  readonly pull: typeof pullOnce;
  readonly report: typeof reportOr;
}

/** How a store is followed. */
export interface FollowOptions {
  /** Seconds between two rounds; each is up to a tenth shorter or longer. */
  readonly every: number;
  readonly all: boolean;
  readonly signal: AbortSignal;
  /** Between 0 and 1, as `Math.random`. */
  readonly random: () => number;
  /** Ends after so many milliseconds, or once the signal comes; never rejects. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Milliseconds after which all is looked at again though nothing is new: models age, files go. */
const LOOK_AGAIN = 3_600_000;

/**
 * Pulls again and again, until the signal comes. While nothing is new, and the config is the same, a round
 * is one request.
 *
 * @param open this machine as it is now: the config may have changed
 * @param steps those of a real machine; a simulation of many has others, that write to no disk
 * @throws what {@link pullOnce} throws, but for StoreError and BusyError
 * @example for await (const event of followStore(open, options)) …
 */
export async function* followStore(
  open: () => Promise<Site>,
  { every, all, signal, random, wait }: FollowOptions,
  steps: RoundSteps = { pull: pullOnce, report: reportOr },
): AsyncGenerator<FollowEvent> {
  const memory = newMemory();
  let last: Round | null = null;
  let failure: string | null = null;
  while (!signal.aborted) {
    try {
      const site = { ...(await open()), signal };
      if (await isDue(site, last)) {
        const config = JSON.stringify(site.situation.config);
        const isChanged = last === null || last.config !== config;
        // They were read by the layout of that config.
        if (isChanged) memory.documents.clear();
        if (isChanged || (last && isOld(last))) memory.refused.clear();
        const pulled = await steps.pull(site, { all, dryRun: false }, memory);
        last = { number: pulled.state.journal?.number ?? 0, config, at: performance.now() };
        failure = null;
        yield { kind: 'pulled', pulled };
        const error = await steps.report(site, pulled);
        if (error) yield { kind: 'unreported', error };
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof StoreError || error instanceof BusyError)) throw error;
      if (failure !== error.message) yield { kind: 'failed', error };
      failure = error.message;
      // What was new when it failed is to be pulled all the same.
      if (last) last = { ...last, at: Number.NEGATIVE_INFINITY };
    }
    await wait(every * 1_000 * (0.9 + 0.2 * random()), signal);
  }
}

/** The last round that succeeded. */
interface Round {
  readonly number: number;
  readonly config: string;
  readonly at: number;
}

function isOld({ at }: Round): boolean {
  return performance.now() - at > LOOK_AGAIN;
}

async function isDue(site: Site, last: Round | null): Promise<boolean> {
  if (last === null || isOld(last)) return true;
  if (last.config !== JSON.stringify(site.situation.config)) return true;
  return (await entryAt(site.store, last.number + 1, site.signal)) !== null;
}

/**
 * Reports this machine; a store that does not take that keeps nobody from pulling.
 *
 * @returns why not; null where it is done
 */
export async function reportOr(site: Site, pulled: Pulled): Promise<StoreError | null> {
  try {
    await reportHost(site, pulled);
    return null;
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
}

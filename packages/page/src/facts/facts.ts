import {
  type DiscoveredModel,
  type Instant,
  type Problem,
  type Score,
  trainingEndBy,
} from '@org/model-registry-core';
import type { PageSnapshot } from '../snapshot.js';
import { type Concern, concernsIn } from './concerns.js';
import { type LiveSpan, liveSpans } from './live-spans.js';

/** Versions that are drawn, at most: the newest. All others are in the table of all. */
const MOST_DRAWN = 200;

/** What a version is now. */
export type Standing = 'live' | 'selectable' | 'rejected';

/** One version, as all parts of the page need it. */
export interface VersionFacts {
  readonly version: string;
  readonly model: DiscoveredModel;
  readonly standing: Standing;
  /** From 1, of those that may be selected; null for the others. */
  readonly rank: number | null;
  readonly score: Score | null;
  /** Why it was turned down; empty for the others. */
  readonly problems: readonly Problem[];
  readonly symbols: readonly string[];
  readonly trainingEnd: Instant | null;
  /** Whether the journal says that it was live, or it is. */
  readonly wasLive: boolean;
}

/** What the parts of the page are made from. */
export interface Facts {
  readonly snapshot: PageSnapshot;
  /** What somebody should look at, the gravest first; empty where all is well. */
  readonly concerns: readonly Concern[];
  readonly spans: readonly LiveSpan[];
  /** Ascending. */
  readonly versions: readonly VersionFacts[];
  /** The newest of them, and the live one, ascending: see {@link MOST_DRAWN}. */
  readonly drawn: readonly VersionFacts[];
  readonly live: VersionFacts | null;
}

/** Puts what is known of each version together, once. */
export function factsOf(snapshot: PageSnapshot): Facts {
  const { decision, journal, now } = snapshot;
  const { chosen, ranked, rejected } = decision.selection;
  const spans = liveSpans(journal);
  const wereLive = new Set(spans.map(({ version }) => version));
  const places = new Map<DiscoveredModel, number>(ranked.map(({ model }, at) => [model, at]));
  const rejections = new Map(rejected.map(({ model, problems }) => [model, problems]));
  const versions = decision.scan.models.map((model): VersionFacts => {
    const place = places.get(model);
    const candidate = place === undefined ? null : (ranked[place] ?? null);
    const standing = candidate === null ? 'rejected' : candidate === chosen ? 'live' : 'selectable';
    return {
      version: model.version,
      model,
      standing,
      rank: place === undefined ? null : place + 1,
      score: candidate?.score ?? null,
      problems: rejections.get(model) ?? [],
      symbols: [...new Set(model.fields?.trainedSymbols ?? [])],
      trainingEnd: (model.fields && trainingEndBy(model.fields, now)) ?? null,
      wasLive: wereLive.has(model.version) || standing === 'live',
    };
  });
  const live = versions.find(({ standing }) => standing === 'live') ?? null;
  const newest = versions.slice(-MOST_DRAWN);
  const isDrawn = live === null || newest.includes(live);
  const drawn = isDrawn ? newest : [live, ...newest];
  return { snapshot, concerns: concernsIn(snapshot), spans, versions, drawn, live };
}

/**
 * That a picture does not have all versions; null where it has.
 *
 * @example notDrawn(facts) // null, up to 200 versions
 */
export function notDrawn({ versions, drawn }: Facts): string | null {
  const rest = versions.length - drawn.length;
  if (rest === 0) return null;
  return `The newest ${MOST_DRAWN} versions are drawn. The ${rest} others are in the table of all versions below.`;
}

import { createHash } from 'node:crypto';
import {
  DAY,
  type FleetState,
  type Instant,
  type Problem,
  parseTimestamp,
  problemText,
  type RefusedVersion,
} from '@org/model-registry-core';
import type { Situation } from '@org/model-registry-selector';
import type { StoredVersion } from '../protocol/versions.js';
import type { Fetched } from './fetch-version.js';

/** A version that was fetched, or known, and not taken. */
export type Refused = Extract<Fetched, { action: 'refused' }>;

/** Of a sentence that is kept. */
const LONGEST = 1_000;

/**
 * What this machine found of a version within the last day, in the same files and by the same config; null
 * where it is to be fetched. Why only a day: a later release may know more, and other libraries may be here.
 *
 * @example refusedBefore(state, stored, situation, now)?.damage
 */
export function refusedBefore(
  { refused }: Pick<FleetState, 'refused'>,
  stored: StoredVersion,
  situation: Pick<Situation, 'config' | 'registry'>,
  now: Instant,
): Refused | null {
  const digest = digestOf(stored, situation);
  const known = refused.find((each) => each.digest === digest && isYoung(each, now));
  if (!known) return null;
  const { version, why, at } = known;
  return { action: 'refused', version, problems: [], damage: `${why} (found ${at})` };
}

/**
 * What is to be remembered of a version that verification refused; null for what may be mended in the store
 * or on this disk meanwhile.
 *
 * @param at ISO 8601
 */
export function refusedNow(
  { version, problems }: Refused,
  stored: StoredVersion,
  situation: Pick<Situation, 'config' | 'registry'>,
  at: string,
): RefusedVersion | null {
  if (problems.length === 0) return null;
  return { version, digest: digestOf(stored, situation), why: titlesOf(problems), at };
}

/**
 * Those that are known with those that are new; what is older than a day is forgotten.
 *
 * @example withRefused(state.refused, [found], now)
 */
export function withRefused(
  known: readonly RefusedVersion[],
  found: readonly RefusedVersion[],
  now: Instant,
): RefusedVersion[] {
  const digests = new Set(found.map(({ digest }) => digest));
  return [...known.filter((each) => !digests.has(each.digest) && isYoung(each, now)), ...found];
}

/** All problems in a sentence. */
function titlesOf(problems: readonly Problem[]): string {
  return problems
    .map((problem) => problemText(problem).title)
    .join('; ')
    .slice(0, LONGEST);
}

function isYoung({ at }: RefusedVersion, now: Instant): boolean {
  const found = parseTimestamp(at);
  return found !== null && now >= found && now - found < DAY;
}

/** The metadata name the files by their hashes. */
function digestOf(
  { version, text }: StoredVersion,
  { config, registry }: Pick<Situation, 'config' | 'registry'>,
): string {
  const known = [version, text, config.requirements, registry.layout];
  return createHash('sha256').update(JSON.stringify(known)).digest('hex');
}

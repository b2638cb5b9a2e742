import { statSync } from 'node:fs';
import {
  type AgeSource,
  type DiscoveredModel,
  type Instant,
  instantOf,
  type LiveModel,
  parseTimestamp,
  plus,
  trainingEndBy,
} from '@org/model-registry-core';

const EPOCH = instantOf(new Date(0));

/**
 * The selected model with the moments that its age may be counted from, as far as its files tell.
 *
 * @param now a training end that lies far ahead of it counts as missing
 * @example modelAge(liveModelOf(model, now), null, config.rotation, now)
 */
export function liveModelOf(
  { version, metadata, fields, modelPath }: DiscoveredModel,
  now: Instant,
): LiveModel {
  const times: Record<Exclude<AgeSource, 'last_promotion'>, Instant | null> = {
    training_end_timestamp: (fields && trainingEndBy(fields, now)) ?? null,
    training_date: timeIn(metadata?.training_date),
    mtime: modelPath === null ? null : modifiedAt(modelPath),
    published_at: timeIn(metadata?.published_at),
  };
  const known = Object.entries(times).filter(([, time]) => time !== null);
  return { version, times: Object.fromEntries(known) };
}

function timeIn(value: unknown): Instant | null {
  return typeof value === 'string' ? parseTimestamp(value) : null;
}

/** Null where it was moved away since. */
function modifiedAt(file: string): Instant | null {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats ? plus(EPOCH, stats.mtimeNs) : null;
}

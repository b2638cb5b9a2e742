import { DAY, type Instant, parseTimestamp } from '@org/model-registry-core';

/**
 * How long ago a moment was, in one unit.
 *
 * @param at ISO 8601; `unknown` for null and for a text that is no time
 * @example ago('2026-01-01T00:00:00Z', now) // '3 h ago'
 */
export function ago(at: string | null, now: Instant): string {
  const instant = at === null ? null : parseTimestamp(at);
  if (instant === null) return 'unknown';
  const seconds = Number(((now - instant) * 86_400n) / DAY);
  if (seconds < 1) return 'now';
  if (seconds < 120) return `${seconds} s ago`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h ago`;
  return `${Math.floor(seconds / 86_400)} days ago`;
}

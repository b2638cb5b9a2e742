import {
  formatInstant,
  type Instant,
  MAX_METADATA_BYTES,
  type MetadataUnreadable,
  setMembers,
} from '@org/model-registry-core';
import type { TrioCheck } from './check-trio.js';

/**
 * The config file's text with what tells model and scaler from every other file, and the time of
 * publication.
 *
 * @returns a problem where it would become too large to be read again
 */
export function publishedConfig(
  { configText, fingerprints }: Extract<TrioCheck, { ok: true }>,
  now: Instant,
): string | MetadataUnreadable {
  const published = { artifacts: fingerprints, published_at: formatInstant(now) };
  const text = setMembers(configText, published);
  if (Buffer.byteLength(text) <= MAX_METADATA_BYTES) return text;
  return { kind: 'metadata-unreadable', reason: 'too-large', detail: '' };
}

import {
  type Decision,
  type Instant,
  type RegistryConfig,
  type Selection,
  select,
} from '@org/model-registry-core';
import type { StoredVersion } from '../protocol/versions.js';

/**
 * What this machine would select of the versions here and in the store, by its own config: the ranking
 * says which to fetch first.
 *
 * @param stored what may be fetched, by version
 * @param pins the first that leaves anything to select counts; null for none
 * @example rank(decision, offer.stored, config, now, ['1.4']).ranked[0]?.model.version
 */
export function rank(
  { scan, turnedDown }: Pick<Decision, 'scan' | 'turnedDown'>,
  stored: ReadonlyMap<string, StoredVersion>,
  { requirements }: RegistryConfig,
  now: Instant,
  pins: readonly (string | null)[],
): Selection {
  const here = scan.models.filter(({ version }) => !stored.has(version));
  const models = [...here, ...Array.from(stored.values(), ({ model }) => model)];
  const tries = pins.map((pin) => select(models, { ...requirements, pin }, now, turnedDown));
  return tries.find(({ chosen }) => chosen) ?? (tries[0] as Selection);
}

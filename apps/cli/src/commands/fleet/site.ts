import type { StoreSettings } from '@org/model-registry-core';
import type { Site } from '@org/model-registry-fleet';
import { type Surroundings, UsageError } from '@org/model-registry-program';

/** What only the commands of the store that many machines share load. */
export const loadFleet = () => import('../../fleet.part.js');

/**
 * This machine with the store of its config.
 *
 * @throws UsageError where the config names none; StoreError
 */
export async function siteOf(
  surroundings: Surroundings,
  waitSeconds: number,
  say: (remark: string) => void,
): Promise<Site> {
  const { openSite } = await loadFleet();
  return openSite(surroundings, storeOf(surroundings), { waitSeconds, say });
}

/**
 * The store that the config names.
 *
 * @throws UsageError where it names none
 */
export function storeOf({ config }: Surroundings): StoreSettings {
  if (config.store !== null) return config.store;
  throw new UsageError(
    'no store is configured: name one in model.store.url of the config, such as s3://bucket/models or file:///mnt/share/models (docs/fleet.md)',
  );
}

import { homedir } from 'node:os';
import type { StoreSettings } from '@org/model-registry-core';
import type { Situation } from '@org/model-registry-selector';
import { SYSTEM_CLOCK } from '../store/clock.js';
import type { ObjectStore } from '../store/object-store.js';
import { openStore } from '../store/open-store.js';
import type { Site } from './site.js';

/** How a site is used. */
export interface SiteOptions extends Pick<Site, 'waitSeconds' | 'signal'> {
  /** Told of what somebody has to mend, though it was made up for. */
  readonly say: (remark: string) => void;
}

/**
 * This machine, with the store of its config. Nothing is sent yet.
 *
 * @throws StoreError for a store of no kind that is known
 * @example await openSite(situation, config.store, { waitSeconds: 10, say })
 */
export async function openSite(
  situation: Situation,
  settings: StoreSettings,
  { say, ...options }: SiteOptions,
): Promise<Site> {
  return { store: await openSettings(settings, say), settings, situation, ...options };
}

/**
 * The store of a config. Nothing is sent yet.
 *
 * @param say as of {@link SiteOptions}
 * @throws StoreError for a store of no kind that is known
 */
export function openSettings(
  { url, endpoint, region, pathStyle, profile }: StoreSettings,
  say: (remark: string) => void,
): Promise<ObjectStore> {
  return openStore(
    {
      ...{ url, pathStyle },
      ...(endpoint && { endpoint }),
      ...(region && { region }),
      ...(profile && { profile }),
    },
    {
      env: process.env,
      home: homedir(),
      clock: SYSTEM_CLOCK,
      onRemark: say,
    },
  );
}

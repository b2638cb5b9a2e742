import { readProfile } from '../credentials/aws-files.js';
import { credentialSource } from '../credentials/credentials.js';
import { findCredentials } from '../credentials/find-credentials.js';
import type { ObjectStore } from '../object-store.js';
import type { StoreSettings, StoreSurroundings } from '../settings.js';
import { locate } from './location.js';
import { s3Store } from './s3-store.js';

/**
 * The store in a bucket.
 *
 * @throws StoreError of kind `unsupported` for settings that name none
 */
export function openBucket(settings: StoreSettings, surroundings: StoreSurroundings): ObjectStore {
  const { env, clock, onRemark } = surroundings;
  const { region: _, profile, ...rest } = settings;
  const region =
    settings.region ??
    env.AWS_REGION ??
    env.AWS_DEFAULT_REGION ??
    readProfile(profile, surroundings)?.region ??
    'us-east-1';
  return s3Store({
    location: locate({ ...rest, region }),
    credentials: credentialSource(() => findCredentials(profile, surroundings), clock),
    clock,
    onRemark,
  });
}

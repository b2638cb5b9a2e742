import { randomBytes } from 'node:crypto';
import { type StoreSettings, SYSTEM_CLOCK } from '@org/model-registry-fleet';
import { credentialSource } from '../../../packages/fleet/src/store/credentials/credentials.js';
import { S3Client } from '../../../packages/fleet/src/store/s3/client.js';
import { locate } from '../../../packages/fleet/src/store/s3/location.js';

/** A real S3 server that runs on this machine, with one user. */
export interface StartedServer {
  /** `http://127.0.0.1:7480` */
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

/** How a kind of server is started, and why it cannot be here. */
export interface ServerKind {
  readonly name: string;
  /** null where it can be started. */
  readonly whyNot: () => string | null;
  /** Whether CI fails without it. */
  readonly isNeeded: boolean;
  readonly start: () => Promise<StartedServer>;
}

/**
 * The keys of the one user, as the environment has them: for a program that is started too. The secret is
 * this process's own, so that who looks for it finds nothing that others started with theirs.
 */
export const S3_KEYS = {
  AWS_ACCESS_KEY_ID: 'testkey',
  AWS_SECRET_ACCESS_KEY: `not-to-be-seen-${randomBytes(8).toString('hex')}`,
} as const;

/** Requests to the bucket of these settings, by the one user: also what no store of ours sends. */
export function clientOf(settings: StoreSettings): S3Client {
  const credentials = {
    accessKeyId: S3_KEYS.AWS_ACCESS_KEY_ID,
    secretAccessKey: S3_KEYS.AWS_SECRET_ACCESS_KEY,
  };
  return new S3Client({
    location: locate({ region: 'us-east-1', ...settings }),
    credentials: credentialSource(async () => ({ credentials, expires: null }), SYSTEM_CLOCK),
    clock: SYSTEM_CLOCK,
    onRemark: () => {},
  });
}

/** No store makes its own bucket: that is its owner's to do. */
export async function makeBucket(settings: StoreSettings): Promise<void> {
  const call = { method: 'PUT', path: '' } as const;
  await clientOf(settings).request(call, ({ message }) => void message.resume());
}

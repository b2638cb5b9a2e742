import {
  type ObjectStore,
  openStore,
  type StoreSettings,
  SYSTEM_CLOCK,
} from '@org/model-registry-fleet';
import { afterAll, beforeAll, describe, it } from 'vitest';
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

/** The keys of the one user, as the environment has them: for a program that is started too. */
export const S3_KEYS = {
  AWS_ACCESS_KEY_ID: 'testkey',
  AWS_SECRET_ACCESS_KEY: 'not-to-be-seen-9f2c',
} as const;

/** What tests do with a server. */
export interface S3Server {
  readonly endpoint: string;
  /** A new bucket, as `model.store` names it. */
  newBucket(): Promise<StoreSettings>;
  /** A store in a new bucket. */
  newStore(): Promise<ObjectStore>;
}

/**
 * Tests with a real server, started before them and stopped after; on a machine that has none of the kind
 * they are skipped, with the reason in the name, and CI fails without one that is needed.
 */
export function describeWithServer(kind: ServerKind, tests: (server: S3Server) => void): void {
  const whyNot = kind.whyNot();
  if (whyNot !== null && kind.isNeeded && process.env.CI) {
    it(kind.name, () => Promise.reject(new Error(`CI needs ${kind.name}: ${whyNot}`)));
  } else if (whyNot !== null) {
    describe.skip(`${kind.name} (skipped: ${whyNot})`, () => tests(serverOf(() => '')));
  } else {
    describe(kind.name, () => {
      let started: StartedServer | undefined;
      beforeAll(async () => {
        started = await kind.start();
      });
      afterAll(() => started?.stop());
      tests(serverOf(() => started?.endpoint ?? ''));
    });
  }
}

let buckets = 0;

function serverOf(endpoint: () => string): S3Server {
  const newBucket = async (): Promise<StoreSettings> => {
    buckets += 1;
    const url = `s3://models-${process.pid}-${buckets}`;
    const settings = { url, endpoint: endpoint(), region: 'us-east-1', pathStyle: true };
    await makeBucket(settings);
    return { ...settings, url: `${url}/bot` };
  };
  return {
    get endpoint() {
      return endpoint();
    },
    newBucket,
    newStore: async () => openWithKeys(await newBucket()),
  };
}

/** The store as whoever has the keys in the environment opens it. */
export function openWithKeys(settings: StoreSettings): Promise<ObjectStore> {
  return openStore(settings, {
    env: S3_KEYS,
    home: '/nonexistent',
    clock: SYSTEM_CLOCK,
    onRemark: () => {},
  });
}

/** No store makes its own bucket: that is its owner's to do. */
async function makeBucket(settings: StoreSettings & { region: string }): Promise<void> {
  const credentials = {
    accessKeyId: S3_KEYS.AWS_ACCESS_KEY_ID,
    secretAccessKey: S3_KEYS.AWS_SECRET_ACCESS_KEY,
  };
  const client = new S3Client({
    location: locate(settings),
    credentials: credentialSource(async () => ({ credentials, expires: null }), SYSTEM_CLOCK),
    clock: SYSTEM_CLOCK,
    onRemark: () => {},
  });
  await client.request({ method: 'PUT', path: '' }, ({ message }) => void message.resume());
}

import {
  type ObjectStore,
  openStore,
  type StoreSettings,
  SYSTEM_CLOCK,
} from '@org/model-registry-fleet';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { makeBucket, S3_KEYS, type ServerKind, type StartedServer } from './server-kind.js';

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

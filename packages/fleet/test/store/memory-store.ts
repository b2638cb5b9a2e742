import type { Body, ObjectStore } from '../../src/index.js';

/** How a store in memory is worse than a good one. */
export interface Faults {
  /** What it keeps of create-only. */
  readonly create?: 'overwrites' | 'several win at once' | 'loses answers';
}

/** The least of a store, in memory, for tests of what uses one and has to see it misbehave. */
export function memoryStore({ create }: Faults = {}) {
  const objects = new Map<string, Uint8Array>();
  const bytesOf = (body: Body) => (body.kind === 'bytes' ? body.bytes : new Uint8Array());
  const store: Pick<ObjectStore, 'name' | 'create' | 'get' | 'delete'> = {
    name: 's3://models/bot at s3.example',
    async create(key, body) {
      const isThere = objects.has(key);
      // Who comes at once looks before anybody has written.
      if (create === 'several win at once') await Promise.resolve();
      if (!isThere || create === 'overwrites') objects.set(key, bytesOf(body));
      else return 'exists';
      return create === 'loses answers' ? 'exists' : 'created';
    },
    get: async (key) => objects.get(key) ?? null,
    delete: async (key) => void objects.delete(key),
  };
  return { objects, store: store as ObjectStore };
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { checkKey, checkPrefix } from '../../src/store/keys.js';
import type { Body, Entry, ObjectStore } from '../../src/store/object-store.js';
import { StoreError } from '../../src/store/store-error.js';

/** How a store in memory is worse than a good one. */
export interface Faults {
  /** What it keeps of create-only. */
  readonly create?: 'overwrites' | 'several win at once' | 'loses answers';
}

/** A store in memory, for tests of what uses one and has to see it misbehave. */
export function memoryStore({ create }: Faults = {}) {
  const objects = new Map<string, Uint8Array>();
  const times = new Map<string, number>();
  const put = (key: string, bytes: Uint8Array) => {
    objects.set(key, bytes);
    times.set(key, Date.now());
  };
  const entryOf = (key: string): Entry | null => {
    const bytes = objects.get(checkKey(key));
    return bytes ? { key, size: bytes.length, modified: times.get(key) ?? null } : null;
  };
  const store: ObjectStore = {
    name: 's3://models/bot at s3.example',
    async create(key, body, { signal, onBytes } = {}) {
      signal?.throwIfAborted();
      const bytes = bytesOf(body);
      const isThere = objects.has(checkKey(key));
      // Who comes at once looks before anybody has written.
      if (create === 'several win at once') await Promise.resolve();
      if (!isThere || create === 'overwrites') put(key, bytes);
      else return 'exists';
      onBytes?.(bytes.length);
      return create === 'loses answers' ? 'exists' : 'created';
    },
    async replace(key, bytes) {
      put(checkKey(key), bytes);
    },
    async get(key, limit, { signal } = {}) {
      signal?.throwIfAborted();
      const bytes = objects.get(checkKey(key)) ?? null;
      if (bytes === null || bytes.length <= limit) return bytes;
      throw new StoreError('too-large', `${key} has more than ${limit} bytes`);
    },
    async read(key, from) {
      const bytes = objects.get(checkKey(key));
      return bytes ? { size: bytes.length, bytes: inOnePiece(bytes.subarray(from)) } : null;
    },
    async head(key) {
      return entryOf(key);
    },
    async *list(prefix, after = '') {
      checkPrefix(prefix);
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after);
      // What was removed while the others were listed is left out.
      for (const key of keys.sort()) {
        const entry = entryOf(key);
        if (entry) yield entry;
      }
    },
    async delete(key) {
      objects.delete(checkKey(key));
    },
  };
  return { objects, store };
}

function bytesOf(body: Body): Uint8Array {
  if (body.kind === 'bytes') return body.bytes;
  const bytes = readFileSync(body.path);
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (bytes.length === body.size && hash === body.sha256) return bytes;
  throw new StoreError('damaged', `${body.path} was changed while it was sent`);
}

async function* inOnePiece(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

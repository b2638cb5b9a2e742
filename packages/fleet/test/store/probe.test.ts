import { describe, expect, it } from 'vitest';
import { proveCreateOnly } from '../../src/index.js';
import { memoryStore } from './memory-store.js';

describe('proveCreateOnly', () => {
  it.each([undefined, 'loses answers'] as const)(
    'is content with a store that %s',
    async (create) => {
      const { store, objects } = memoryStore(create ? { create } : {});
      await proveCreateOnly(store);
      expect(objects.size).toBe(0);
    },
  );

  it.each([
    ['overwrites', '3 of 3 who wrote a key at once won'],
    ['several win at once', 'who wrote a key at once won'],
  ] as const)('refuses a store that %s, and removes its key', async (create, why) => {
    const { store, objects } = memoryStore({ create });
    const proof = proveCreateOnly(store);
    await expect(proof).rejects.toMatchObject({ name: 'StoreError', kind: 'not-create-only' });
    await expect(proof).rejects.toThrow(why);
    await expect(proof).rejects.toThrow('AWS S3, Cloudflare R2');
    expect(objects.size).toBe(0);
  });
});

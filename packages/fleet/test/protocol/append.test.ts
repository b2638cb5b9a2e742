import { expect, it } from 'vitest';
import { appendEntry } from '../../src/protocol/append.js';
import { NOTHING_READ, writtenBy } from '../../src/protocol/fold.js';
import { memoryStore } from '../store/memory-store.js';
import { wrapped } from '../support.js';

const by = writtenBy('2026-01-01T00:00:00.000Z');
const entry = { event: 'published', version: '1.0', reason: '', ...by } as const;

it('a store that says that an entry is there, and does not give it, ends what is written', async () => {
  const { store } = memoryStore();
  let asked = 0;
  const create = async () => {
    asked += 1;
    if (asked > 3) throw new Error('asked again and again');
    return 'exists' as const;
  };
  const written = appendEntry(wrapped(store, { create }), NOTHING_READ, entry, () => true);
  await expect(written).rejects.toMatchObject({
    kind: 'damaged',
    message: `${store.name} says that journal/000000000001.json is there, and does not give it`,
  });
  expect(asked).toBe(1);
});

it('an entry whose answer was lost is there once', async () => {
  const { store, objects } = memoryStore({ create: 'loses answers' });
  expect(await appendEntry(store, NOTHING_READ, entry, () => true)).toBe(1);
  expect([...objects.keys()]).toEqual(['journal/000000000001.json']);
});

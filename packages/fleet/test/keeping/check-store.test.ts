import { expect, it } from 'vitest';
import { checkStore } from '../../src/keeping/check-store.js';
import { pushVersions } from '../../src/push/push-versions.js';
import type { ObjectStore } from '../../src/store/object-store.js';
import { machine, storeFolder, version, wrapped } from '../support.js';

it('the answer of an object of another size is ended, and not read', async () => {
  const site = await machine(storeFolder(), version('1.0'));
  await pushVersions(site, null);
  let sent = 0;
  let ended = 0;
  async function* bytes() {
    try {
      for (;;) {
        sent += 1;
        yield Buffer.from('more');
      }
    } finally {
      ended += 1;
    }
  }
  const read: ObjectStore['read'] = async () => ({ size: 10 ** 12, bytes: bytes() });
  const found = await checkStore(wrapped(site.store, { read }), site.situation.registry.layout);
  expect(found.damaged.map(({ kind }) => kind)).toEqual(['other-size', 'other-size']);
  expect([found.bytes, sent, ended]).toEqual([0, 2, 2]);
});

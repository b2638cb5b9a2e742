import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnknownVersionError } from '@org/model-registry-fs-store';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../src/protocol/documents.js';
import { pushVersions } from '../../src/push/push-versions.js';
import type { Site } from '../../src/site/site.js';
import type { ObjectStore } from '../../src/store/object-store.js';
import {
  keysIn,
  machine,
  pickle,
  sha256,
  storeFolder,
  valueAt,
  version,
  wrapped,
} from '../support.js';

const MODEL = sha256(pickle('model 1.0'));
const SCALER = sha256(pickle('scaler'));

/** A store that is dead once so many calls that change it were made. */
function dyingAfter(store: ObjectStore, calls: number): ObjectStore {
  let left = calls;
  const create: ObjectStore['create'] = async (...words) => {
    if (left === 0) throw new Error('killed');
    left -= 1;
    return store.create(...words);
  };
  return wrapped(store, { create });
}

describe('push', () => {
  it('stores the files by their hashes, the claim, the version, and an entry of the journal', async () => {
    const site = await machine(storeFolder(), version('1.0', { training_mode: 'single_symbol' }));
    expect(await pushVersions(site, null)).toEqual([
      { version: '1.0', action: 'pushed', bytes: 21 },
    ]);
    expect(await keysIn(site.store)).toEqual(
      [
        'claims/1.0.json',
        'format.json',
        'journal/000000000001.json',
        `objects/${MODEL}`,
        `objects/${SCALER}`,
        'versions/1.0.json',
      ].sort(),
    );
    expect(await valueAt(site.store, 'versions/1.0.json')).toEqual({
      training_mode: 'single_symbol',
      artifacts: {
        model: { sha256: MODEL, size: 12 },
        scaler: { sha256: SCALER, size: 9 },
      },
    });
    expect(await valueAt(site.store, 'journal/000000000001.json')).toMatchObject({
      event: 'published',
      version: '1.0',
    });
  });

  it('sends nothing again: a second push has nothing to do, and one by name finds it there', async () => {
    const site = await machine(storeFolder(), { ...version('1.0'), ...version('1.1') });
    const first = await pushVersions(site, null);
    // The scaler of both is one object.
    expect(first.map((each) => 'bytes' in each && each.bytes)).toEqual([21, 12]);
    const keys = await keysIn(site.store);
    expect(await pushVersions(site, null)).toEqual([]);
    expect(await pushVersions(site, ['1.0'])).toEqual([{ version: '1.0', action: 'stored' }]);
    expect(await keysIn(site.store)).toEqual(keys);
  });

  it('by name sends anew the files that were removed from the store, and only these', async () => {
    const site = await machine(storeFolder(), version('1.0'));
    await pushVersions(site, null);
    const keys = await keysIn(site.store);
    await site.store.delete(`objects/${MODEL}`);
    expect(await pushVersions(site, ['1.0'])).toEqual([
      { version: '1.0', action: 'pushed', bytes: 12 },
    ]);
    expect(await keysIn(site.store)).toEqual(keys);
    expect(await pushVersions(site, ['1.0'])).toEqual([{ version: '1.0', action: 'stored' }]);
  });

  it('of what another machine has pushed is the same, and of something else is refused with both', async () => {
    const folder = storeFolder();
    await pushVersions(await machine(folder, version('1.0', { training_days: 3 })), null);
    const same = await machine(folder, version('1.0', { training_days: 3, published_at: 'x' }));
    expect(await pushVersions(same, null)).toEqual([{ version: '1.0', action: 'stored' }]);
    const other = { ...version('1.0'), 'meta_model_v1.0.joblib': pickle('another') };
    const [refused] = await pushVersions(await machine(folder, other), null);
    expect(refused).toMatchObject({
      action: 'refused',
      refusal: {
        kind: 'other-content',
        differs: { artifact: 'model', here: sha256(pickle('another')), there: MODEL },
      },
    });
    const metadata = await machine(folder, version('1.0', { training_days: 4 }));
    expect(await pushVersions(metadata, ['1.0'])).toMatchObject([
      { refusal: { kind: 'other-content', differs: null } },
    ]);
    expect(await valueAt((await machine(folder)).store, 'versions/1.0.json')).toMatchObject({
      training_days: 3,
    });
  });

  it('of a number that another machine has claimed is refused, and says who has it', async () => {
    const site = await machine(storeFolder(), version('1.0'));
    const claim = { version: '1.0', token: '0'.repeat(32), content: null, objects: [] };
    const who = { at: '2026-01-01T00:00:00.000Z', host: 'trainer', user: 'ada' };
    const bytes = bytesOf({ ...claim, ...who });
    await site.store.create('claims/1.0.json', { kind: 'bytes', bytes });
    expect(await pushVersions(site, null)).toEqual([
      {
        version: '1.0',
        action: 'refused',
        refusal: { kind: 'claimed', claim: who },
      },
    ]);
    expect(await keysIn(site.store)).not.toContain('versions/1.0.json');
  });

  it('of a file that is not what was published is refused', async () => {
    const artifacts = { model: { sha256: MODEL, size: 12 } };
    const site = await machine(storeFolder(), version('1.0', { artifacts }));
    writeFileSync(join(site.dir, 'meta_model_v1.0.joblib'), 'other');
    expect(await pushVersions(site, null)).toMatchObject([{ refusal: { kind: 'unfit' } }]);
  });

  it('of a version that is not here is refused', async () => {
    const site = await machine(storeFolder());
    await expect(pushVersions(site, ['1.0'])).rejects.toThrow(UnknownVersionError);
  });

  it.each(Array.from({ length: 7 }, (_, calls) => [calls]))(
    'that dies after %d writes leaves nothing that is not whole, and the next goes on',
    async (calls) => {
      const site = await machine(storeFolder(), { ...version('1.0') });
      const dying: Site = { ...site, store: dyingAfter(site.store, calls) };
      await pushVersions(dying, null).catch(() => {});
      const half = await keysIn(site.store);
      if (half.includes('versions/1.0.json')) {
        expect(half).toEqual(expect.arrayContaining([`objects/${MODEL}`, `objects/${SCALER}`]));
      }
      await pushVersions(site, null);
      // The proof that was cut off may have left its key.
      const keys = (await keysIn(site.store)).filter((key) => !key.startsWith('probe/'));
      expect(keys).toHaveLength(6);
      expect(await pushVersions(site, ['1.0'])).toEqual([{ version: '1.0', action: 'stored' }]);
    },
  );
});

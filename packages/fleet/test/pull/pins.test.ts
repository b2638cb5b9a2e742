import { readJournal } from '@org/model-registry-fs-store';
import { describe, expect, it } from 'vitest';
import { pinFleet } from '../../src/fleet/pin-fleet.js';
import { pullOnce, takePin } from '../../src/pull/pull.js';
import { pushVersions } from '../../src/push/push-versions.js';
import type { Site } from '../../src/site/site.js';
import { keysIn, machine, storeFolder, version, wrapped } from '../support.js';

const BEST = { all: false, dryRun: false };
const TWO = { ...version('1.0'), ...version('1.1') };

/** A store with both versions, the machine that pushed them, and another that has them too. */
async function twoMachines() {
  const folder = storeFolder();
  const trainer = await machine(folder, TWO);
  await pushVersions(trainer, null);
  return { folder, trainer, own: await machine(folder, TWO) };
}

/** What the journal of a models directory tells of pins. */
function pinsOf({ situation }: Site): unknown[] {
  return readJournal(situation.registry)
    .entries.filter(({ event }) => event === 'pinned' || event === 'unpinned')
    .map(({ event, version }) => [event, version]);
}

/** The machine, where something happens between the journal of the store and its versions. */
function meanwhile(site: Site, happens: () => Promise<unknown>): Site {
  let isDone = false;
  async function* list(...words: Parameters<Site['store']['list']>) {
    if (!isDone) {
      isDone = true;
      await happens();
    }
    yield* site.store.list(...words);
  }
  return { ...site, store: wrapped(site.store, { list }) };
}

describe('the pin of the fleet', () => {
  it('that another pull took meanwhile is not taken back', async () => {
    const { trainer, own } = await twoMachines();
    const slow = meanwhile(own, async () => {
      await pinFleet(trainer, '1.0', false);
      await takePin(own);
    });
    const pulled = await pullOnce(slow, BEST);
    expect(pulled).toMatchObject({
      unmetPin: null,
      decision: { selection: { chosen: { model: { version: '1.0' } } } },
      state: { pin: { version: '1.0' }, fleetPin: { version: '1.0' }, journal: { number: 3 } },
    });
    expect(pinsOf(own)).toEqual([['pinned', '1.0']]);
  });

  it('is not changed to an older one, nor is that written down', async () => {
    const { trainer, own } = await twoMachines();
    await pinFleet(trainer, '1.1', false);
    await takePin(own);
    await pinFleet(trainer, '1.0', false);
    const slow = meanwhile(own, async () => {
      await pinFleet(trainer, '1.1', true);
      await takePin(own);
    });
    const pulled = await pullOnce(slow, BEST);
    expect(pulled.state).toMatchObject({ pin: { version: '1.1' }, journal: { number: 5 } });
    expect(pulled.unmetPin).toBe(null);
    expect(pinsOf(own).at(-1)).toEqual(['pinned', '1.1']);
    expect(pinsOf(own)).not.toContainEqual(['pinned', '1.0']);
  });

  it('ends with the store, and that is written down', async () => {
    const { folder, trainer, own } = await twoMachines();
    await pinFleet(trainer, '1.0', false);
    await pullOnce(own, BEST);
    for (const key of await keysIn(own.store)) await own.store.delete(key);
    await pushVersions(await machine(folder, TWO), null);
    const pulled = await pullOnce(own, BEST);
    expect(pulled.state.pin).toBe(null);
    expect(pulled.decision.selection.chosen?.model.version).toBe('1.1');
    expect(pinsOf(own)).toEqual([
      ['pinned', '1.0'],
      ['unpinned', null],
    ]);
  });
});

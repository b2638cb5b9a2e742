import { DEFAULT_LAYOUT, newFleetState, select } from '@org/model-registry-core';
import { bytesOf } from '../../packages/fleet/src/protocol/documents.ts';
import { formatOf, ofStore } from '../../packages/fleet/src/protocol/format.ts';
import { hostKey, objectKey } from '../../packages/fleet/src/protocol/keys.ts';
import {
  filesOfStored,
  isWhole,
  listVersions,
  readVersion,
} from '../../packages/fleet/src/protocol/versions.ts';
import { followStore } from '../../packages/fleet/src/pull/follow.ts';
import { readNews } from '../../packages/fleet/src/pull/pull.ts';

const REJECTED = { version: '0.9', reasons: ['trained for multi_symbol, not single_symbol'] };

/**
 * A machine that follows a store, in virtual time: the protocol's own code asks, decides and follows; what
 * a real one does on its disk takes a moment and is not done.
 *
 * @param id of `hosts/<id>.json`
 * @param onModel called when it has a version that it did not have
 */
export async function follow(world, store, { config, id, every, now, signal }, onModel) {
  let state = newFleetState(config.store.url, id);
  const here = new Map();
  const site = { store, situation: { config }, settings: config.store };
  const pull = async (_, __, { documents }) => {
    const known = ofStore(state, (await formatOf(store)).id);
    const { last, pin, retired } = await readNews({ store }, known);
    const wanted = (await listVersions(store)).filter(
      (version) => !here.has(version) && !retired.has(version) && !documents.has(version),
    );
    for (const version of wanted) {
      documents.set(version, await readVersion(store, DEFAULT_LAYOUT, version));
    }
    const models = Array.from(documents.values(), ({ model }) => model);
    const requirements = { ...config.requirements, pin: pin?.version ?? null };
    const best = documents.get(select(models, requirements, now, new Map()).chosen.model.version);
    if (!here.has(best.version) && isWhole(best)) {
      for (const { sha256 } of filesOfStored(DEFAULT_LAYOUT, best.model).values()) {
        await store.read(objectKey(sha256), 0);
      }
      here.set(best.version, best);
      onModel(best.version);
    }
    state = {
      ...known,
      journal: last,
      fleetPin: pin,
      retired: [...retired],
      stored: [...here.keys()],
    };
    return { state };
  };
  const report = async () => {
    const at = '2026-01-01T00:00:00.000Z';
    const rejected = [REJECTED];
    const document = { host: id, selected: '1.0', since: at, rejected, last_pull: at, journal: 1 };
    await store.replace(hostKey(id), bytesOf(document));
    return null;
  };
  await world.wait(world.random() * every * 1_000);
  const options = { every, all: false, signal, random: world.random, wait: world.wait };
  for await (const event of followStore(async () => site, options, { pull, report })) {
    if (event.kind === 'failed' && event.error.kind !== 'out-of-reach') throw event.error;
  }
}
